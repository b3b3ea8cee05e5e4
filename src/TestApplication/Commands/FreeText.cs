using System.CommandLine;

namespace StreamLib.Commands;

/// <summary>Words that may be anything, also begin with a dash.</summary>
internal sealed class FreeText(string name) : Argument<string[]>(name);
