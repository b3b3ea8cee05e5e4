using System.Collections.Immutable;
using System.Globalization;

namespace StreamLib.Hosts;

/// <summary>Variables that many commands on a host have in common. A shell reads its script byte by byte, and a file as a whole: what comes again goes into one.</summary>
internal sealed class CommonVariables(Keeper keeper, string folder)
{
    // Fewer are read sooner than asked for.
    private const int Few = 64;

    private readonly Lock gate = new();
    private ImmutableSortedDictionary<string, string>? last;
    private Task<string>? file;
    private int number;

    /// <summary>The line of a script that exports a variable.</summary>
    /// <exception cref="ArgumentException">It is no name of a variable.</exception>
    public static string Export(string name, string value) =>
        name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? throw new ArgumentException($"'{name}' is no name of an environment variable: letters, digits and _ only, no digit first.", nameof(name))
            : $"export {name}={ShellQuote.Word(value)}\n";

    /// <summary>A file on the host that exports them; <c>null</c> when they are few, or here for the first time.</summary>
    /// <exception cref="HostException">The host was lost, or its disk is full.</exception>
    public async Task<string?> FileAsync(ImmutableSortedDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        if (variables.Count <= Few) return null;
        Task<string> writing;
        lock (gate)
        {
            if (last != variables)
            {
                (last, file) = (variables, null);
                return null;
            }

            writing = file ??= WriteAsync(variables, string.Create(CultureInfo.InvariantCulture, $"{folder}/common{++number}.sh"));
        }

        return await writing.WaitAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } path ? path : null;
    }

    private async Task<string> WriteAsync(ImmutableSortedDictionary<string, string> variables, string path)
    {
        var text = string.Concat(variables.Select(v => Export(v.Key, v.Value)));
        var answer = await keeper.RequestAsync($"printf %s {ShellQuote.Word(text)} >{path} && echo written", CancellationToken.None).ConfigureAwait(false);
        return answer == "written" ? path : "";
    }
}
