using System.Globalization;
using StreamLib.Plans;

namespace StreamLib.Cli.Running;

/// <summary>Makes a plan of streams that are written on a command line. All that cannot be understood is told at once.</summary>
/// <param name="application">Finds the test application of steps that run a class and name none.</param>
internal sealed class PlanBuilder(Func<string> application)
{
    private readonly List<PlanGap> gaps = [];
    private readonly List<TestStream> streams = [];
    private Plan plan = Plans.Plan.Named("Streams");

    public void Name(string name) => plan = plan with { Name = name };

    public void Test(string option, string text) => Try(Which(option, text), () => plan = TestTerms.All.Read(plan, Written(text, TestTerms.All.Select(term => term.Name)), Wrong(Which(option, text))));

    public void Stream(string option, string text) => Try(Which(option, text), () =>
    {
        var words = WordsOf(text);
        if (words.Length == 0 || words[0].Contains('=', StringComparison.Ordinal)) throw new PlanException("SL4113", $"'{text}' names no stream: write NAME [KEY=VALUE]….");
        var terms = TermWords.Read(words.Skip(1), [.. StreamTerms.All.Select(term => term.Name)]);
        foreach (var name in NamesOf(words[0]))
            Change(name, stream => StreamTerms.All.Read(stream, terms.GetValueOrDefault, Wrong(Which(option, text))));
    });

    public void Step(string option, string text, bool background) => Try(Which(option, text), () =>
    {
        var written = StepReader.Read(text);
        if (written.Terms.ContainsKey("Class") && !written.Terms.ContainsKey("Application")) written.Terms["Application"] = application();
        foreach (var name in NamesOf(written.Stream)) Change(name, stream =>
        {
            var step = StepTerms.Read(written.Name ?? Unique(stream, written.Terms), written.Terms.GetValueOrDefault, (term, e) => Wrong(Which(option, text))(term ?? "", e));
            return stream with { Steps = stream.Steps.Add(step with { Background = background }) };
        });
    });

    /// <exception cref="PlanException">All that cannot be understood.</exception>
    public Plan Build()
    {
        // What could not be read may be a step of it.
        foreach (var idle in gaps.Count > 0 ? [] : streams.FindAll(stream => stream.Steps.IsEmpty))
            gaps.Add(new("SL4116", $"stream {idle.Name} has nothing to run: write --run '{idle.Name} -- COMMAND', or give --stream the name of one that has."));
        var built = plan with { Streams = [.. streams.Select(stream => stream with { Steps = [.. stream.Steps.Select(step => step with { Needs = [.. step.Needs.Select(Needed)] })] })] };
        return gaps.Count == 0 ? built : throw new PlanException(gaps);
    }

    // Of a stream with one step, that step.
    private string Needed(string need)
    {
        if (need.Contains('/', StringComparison.Ordinal) || streams.Find(stream => stream.Name == need) is not { } stream) return need;
        if (stream.Steps is [var only]) return $"{need}/{only.Name}";
        gaps.Add(new("SL4115", $"needs={need} could mean each step of that stream: write one of {string.Join(", ", stream.Steps.Select(step => $"{need}/{step.Name}"))}."));
        return need;
    }

    // One stream or several, as in client1,client2.
    private static IEnumerable<string> NamesOf(string text)
    {
        var names = text.Split(',');
        if (names.Any(string.IsNullOrWhiteSpace))
            throw new PlanException("SL1173", $"'{text}' has a stream without a name: write one, or several as in server,client1.");
        return names.Distinct(StringComparer.Ordinal);
    }

    private void Change(string name, Func<TestStream, TestStream> change)
    {
        var at = streams.FindIndex(stream => stream.Name == name);
        if (at < 0) streams.Add(change(new TestStream { Name = name }));
        else streams[at] = change(streams[at]);
    }

    // The program that it runs, without its folder.
    private static string Unique(TestStream stream, Dictionary<string, string> terms)
    {
        var kind = ActionTerms.All.Select(term => term.Name).FirstOrDefault(terms.ContainsKey) ?? "";
        var first = kind switch
        {
            "Command" => CommandName.Of(terms[kind]),
            "Script" => terms[kind].Trim(),
            "Class" => terms[kind],
            "Barrier" => terms[kind].Split(' ') is [var barrier, _] ? barrier : "barrier",
            _ => kind.ToLowerInvariant(),
        };
        var name = string.Concat(Path.GetFileName(first).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')).TrimStart('.', '-');
        if (name.Length is 0 or > 90) name = "start";
        var unique = name;
        for (var number = 2; stream.Steps.Any(step => step.Name == unique); number++) unique = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return unique;
    }

    private static Func<string, string?> Written(string text, IEnumerable<string> names) => TermWords.Read(WordsOf(text), [.. names]).GetValueOrDefault;

    private static string[] WordsOf(string text) => CommandWords.Split(text) is { } words ? [.. words]
        : throw new PlanException("SL4113", $"'{text}' has a quote that is not closed: close it, or put a \\ before it.");

    private Action<string, PlanException> Wrong(string option) => (term, e) =>
        gaps.AddRange(e.Gaps.Select(gap => gap with { Message = $"{option}: {(term.Length == 0 ? "" : $"{TermWords.Written(term)}: ")}{gap.Message}" }));

    private static string Which(string option, string text) => $"{option} '{(text.Length <= 60 ? text : $"{text[..59]}…")}'";

    private void Try(string option, Action read)
    {
        try
        {
            read();
        }
        catch (PlanException e)
        {
            Wrong(option)("", e);
        }
    }
}
