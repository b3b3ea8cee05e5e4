using System.Collections.Immutable;
using Microsoft.Build.Framework;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>Reads the multi-stream tests of a project from its items. Everything that is wrong with them is noted, and nothing thrown.</summary>
internal sealed class Declaration
{
    // What can be said of a class that declares the rest itself.
    private static readonly string[] s_ofClasses = ["Timeout", "Params"];
    private readonly List<ItemGap> gaps = [];
    private readonly Item[] tests;
    private readonly Item[] streams;
    private readonly Item[] nestedTests;
    private readonly string folder;
    private readonly string? application;
    private readonly Func<string, string?> variable;

    /// <param name="tests">The tests.</param>
    /// <param name="streams">Their streams.</param>
    /// <param name="nestedTests">What runs in the streams.</param>
    /// <param name="folder">What relative paths start at.</param>
    /// <param name="variable">Gives the value of an environment variable, or <c>null</c>.</param>
    /// <param name="application">The test application whose classes are meant where an item names no other; <c>null</c> for none.</param>
    public Declaration(ITaskItem[] tests, ITaskItem[] streams, ITaskItem[] nestedTests, string folder, Func<string, string?> variable, string? application = null)
    {
        (this.folder, this.variable, this.application) = (folder, variable, application);
        this.tests = [.. tests.Select(item => new Item("MultiStreamTest", item, gaps))];
        this.streams = [.. streams.Select(item => new Item("TestStream", item, gaps))];
        this.nestedTests = [.. nestedTests.Select(item => new Item("NestedTest", item, gaps))];
    }

    /// <summary>What is wrong with what was read so far.</summary>
    /// <remarks>An item that belongs to several tests is read for each of them.</remarks>
    public IReadOnlyList<ItemGap> Gaps => [.. gaps.Distinct()];

    /// <summary>The tests whose names match one of these, with <c>*</c> and <c>?</c> in them; all when there is none. The name of a variant chooses that variant.</summary>
    /// <param name="names">What is not there is wrong.</param>
    /// <param name="filter">The same for many projects: what is not there may be in another one.</param>
    public IReadOnlyList<DeclaredTest> Select(IReadOnlyCollection<string> names, IReadOnlyCollection<string>? filter = null)
    {
        foreach (var name in names.Where(name => !tests.Any(new TestChoice([name]).Takes)))
            gaps.Add(new ItemGap(new PlanGap("SL5112", $"There is no MultiStreamTest {name}. Declared are: {Names(tests)}."), null));
        foreach (var twice in tests.GroupBy(test => test.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
            twice.Last().Gap("SL5118", $"it is declared {twice.Count()} times: give each a name of its own.");
        if (tests.Length > 1) foreach (var item in streams.Concat(nestedTests)) CheckOwner(item);
        TestChoice[] choices = [new(names), new(filter ?? [])];
        return [.. tests.Where(test => choices.All(choice => choice.Takes(test))).Select(test => Read(test, choices))];
    }

    /// <summary>What is said of metadata that nothing reads, and the items that have them.</summary>
    /// <param name="files">The files of the project.</param>
    public IEnumerable<ItemGap> Ignored(IReadOnlyCollection<string> files) =>
        tests.Concat(streams).Concat(nestedTests).SelectMany(item => item.Ignored(files).Select(gap => new ItemGap(gap, item)));

    private static bool Matches(IReadOnlyCollection<string> names, Item test) => names.Count == 0 || names.Any(name => NamePattern.Matches(name, test.Name));

    private DeclaredTest Read(Item test, TestChoice[] choices)
    {
        test.CheckMetadata();
        var secrets = test.Read("Secrets", _ => (ImmutableArray<string>?)Checked(test.List("Secrets"))) ?? [];
        foreach (var both in ParameterNames.OpenSecrets(test.Parameters.Keys, secrets.Select(secret => secret.Split('=')[0])))
            test.Gap(both.Code, both.Message, "Secrets");
        var lanes = streams.Where(item => BelongsTo(item, test)).ToArray();
        var mine = nestedTests.Where(item => BelongsTo(item, test)).ToArray();
        if (test["Class"] is { } name)
        {
            if (PlanRules.OfName(test.Name) is { } wrong) test.Gap(wrong.Code, wrong.Message);
            foreach (var metadatum in TestTerms.All.Select(term => term.Name).Except(s_ofClasses).Where(name => test[name] is not null))
                test.Gap("SL5119", $"{test.Name} is the class {name}, which says this itself: leave it out.", metadatum);
            foreach (var item in lanes.Concat(mine).Where(item => item["Test"] is null || item.List("Test").Contains(test.Name))) item.Gap("SL5119", $"{test.Name} is the class {name}, which declares its streams itself: leave the item out.");
            return new DeclaredTest(test, null, ClassReader.Read(test, name, application, folder))
            {
                Secrets = secrets,
                Timeout = TimeoutOf(test) is null ? null : test["Timeout"],
                Parameters = test.Parameters,
                Streams = ByName([]),
                Steps = ByStep([]),
            };
        }

        if (mine.Length == 0 && lanes.Length > 0) test.Gap("SL5123", "it has no nested tests: declare what its streams run, as NestedTest items. A pattern of files may match none.");
        foreach (var idle in lanes.Where(lane => mine.Length > 0 && mine.All(nested => !nested.List("Stream").Contains(lane.Name))))
            idle.Gap("SL5123", $"it has no nested tests in {test.Name}: declare what it runs, as NestedTest items, or leave it out.");
        foreach (var nested in mine) NoStream(nested, lanes);
        var before = gaps.Count;
        var steps = mine.Select(nested => (Streams: nested.List("Stream").Distinct(), Step: StepReader.Read(nested, application, folder)))
            .SelectMany(read => read.Streams.Select(stream => (stream, read.Step))).ToLookup(step => step.stream, step => step.Step);
        var plan = choices.Aggregate(PlanOf(test), (plan, choice) => choice.Narrowed(test, plan)) with { Streams = [.. lanes.Select(lane => Stream(lane, steps[lane.Name]))] };
        var read = new DeclaredTest(test, plan.Rooted(folder), null) { Secrets = secrets, Streams = ByName(lanes), Steps = ByStep(mine) };
        Check(read, [.. gaps.Skip(before).Select(gap => gap.Item)]);
        return read;
    }

    // What could not be read leaves a hole in the plan, which is not to be found wrong once more.
    private void Check(DeclaredTest test, HashSet<Item?> unread)
    {
        try
        {
            PlanRules.Check(test.Plan!);
        }
        catch (PlanException failure)
        {
            gaps.AddRange(test.Located(failure).Where(gap => !unread.Contains(gap.Item)));
        }
    }

    private static Plan PlanOf(Item test) => TestTerms.All.Read(Plan.Named(test.Name), name => test[name], test.Gap);

    private static TimeSpan? TimeoutOf(Item test) => test.Read("Timeout", text => (TimeSpan?)Duration.Parse(text));

    private ImmutableArray<string> Checked(ImmutableArray<string> secrets)
    {
        Secret.Parse(secrets, variable);
        return secrets;
    }

    private static TestStream Stream(Item item, IEnumerable<Step> steps)
    {
        item.CheckMetadata();
        return StreamTerms.All.Read(new TestStream { Name = item.Name, Steps = [.. steps] }, name => item[name], item.Gap);
    }

    // One stream, or nested test, may be a part of several tests.
    private bool BelongsTo(Item item, Item test) => item["Test"] is null ? tests.Length == 1 : Matches(item.List("Test"), test);

    private void CheckOwner(Item item)
    {
        if (item["Test"] is null)
            item.Gap("SL5113", $"it does not say which test it belongs to: give it Test=\"NAME\", since there are {Names(tests)}.");
        foreach (var owner in item.List("Test").Where(owner => !tests.Any(test => NamePattern.Matches(owner, test.Name))))
            item.Gap("SL5113", $"it belongs to the test {owner}, which is not declared. Declared are: {Names(tests)}.");
    }

    private static void NoStream(Item nested, Item[] lanes)
    {
        var streams = nested.List("Stream");
        if (streams.Length == 0)
            nested.Gap("SL5114", $"it does not say in which stream it runs: give it Stream=\"NAME\", one of {Names(lanes)}.");
        foreach (var stream in streams.Where(stream => lanes.All(lane => lane.Name != stream)))
            nested.Gap("SL5114", $"it runs in the stream {stream}, which is not declared. Declared are: {Names(lanes)}.");
    }

    private static Dictionary<string, Item> ByName(IEnumerable<Item> lanes) =>
        lanes.GroupBy(lane => lane.Name, StringComparer.Ordinal).ToDictionary(lane => lane.Key, lane => lane.Last(), StringComparer.Ordinal);

    private static Dictionary<(string, string), Item> ByStep(IEnumerable<Item> nested) =>
        nested.SelectMany(item => item.List("Stream").DefaultIfEmpty("").Select(stream => (Stream: stream, Item: item)))
            .GroupBy(place => (place.Stream, place.Item.Name), place => place.Item).ToDictionary(item => item.Key, item => item.Last());

    private static string Names(IEnumerable<Item> items) => items.Select(item => item.Name).DefaultIfEmpty("none").Aggregate((all, next) => $"{all}, {next}");
}
