using Cake.Core.Annotations;

namespace Cake.StreamLib;

/// <summary>Runs multi-stream tests from a Cake script.</summary>
[CakeAliasCategory("StreamLib")]
public static partial class StreamAliases;
