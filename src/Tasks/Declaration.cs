using Microsoft.Build.Framework;
using StreamLib.Plans;

namespace StreamLib.Tasks;

/// <summary>Reads plans from the items of a project. Everything that is wrong with one is named at once.</summary>
internal sealed class Declaration(ITaskItem[] tests, ITaskItem[] streams, ITaskItem[] nestedTests)
{
    private readonly List<PlanGap> gaps = [];

    /// <summary>The plan of this test; of the only one when <paramref name="name"/> is empty.</summary>
    /// <exception cref="PlanException">The items do not make one.</exception>
    public Plan PlanOf(string? name)
    {
        var test = Find(name);
        var item = new Item("MultiStreamTest", test, gaps);
        var plan = Plan.Named(test.ItemSpec) with { Parameters = item.Parameters, OnFailure = item["OnFailure"] is { } line ? [line] : [], Collect = item.List("Collect") };
        if (item.Read("Timeout", text => (TimeSpan?)Duration.Parse(text)) is { } timeout) plan = plan with { Deadlines = plan.Deadlines with { Timeout = timeout } };

        var mine = nestedTests.Select(item => new Item("NestedTest", item, gaps)).Where(item => BelongsTo(item, test)).ToArray();
        var lanes = streams.Select(item => new Item("TestStream", item, gaps)).Where(item => BelongsTo(item, test)).ToArray();
        var steps = mine.Select(nested => (Stream: nested["Stream"], Step: StepReader.Read(nested))).ToLookup(step => step.Stream, step => step.Step);
        foreach (var nested in mine.Where(nested => lanes.All(lane => lane.Name != nested["Stream"]))) NoStream(nested, lanes);
        plan = plan with { Streams = [.. lanes.Select(lane => Stream(lane, steps[lane.Name]))] };

        return gaps.Count == 0 ? plan : throw new PlanException(gaps);
    }

    private ITaskItem Find(string? name) => string.IsNullOrWhiteSpace(name)
        ? tests is [var only] ? only : throw new PlanException("SL5111", $"Say which test to run with Test=\"NAME\". Declared are: {Names(tests)}.")
        : tests.FirstOrDefault(test => test.ItemSpec == name)
            ?? throw new PlanException("SL5112", $"There is no MultiStreamTest {name}. Declared are: {Names(tests)}.");

    private bool BelongsTo(Item item, ITaskItem test)
    {
        if (item["Test"] is { } owner) return owner == test.ItemSpec;
        if (tests.Length > 1) gaps.Add(new PlanGap("SL5113", $"{item} does not say which test it belongs to: give it Test=\"NAME\", since there are {Names(tests)}."));
        return tests.Length == 1;
    }

    private static TestStream Stream(Item item, IEnumerable<Step> steps) => new()
    {
        Name = item.Name,
        Count = item.Read("Count", StreamCount.Parse) ?? StreamCount.One,
        Host = item["Host"],
        Parameters = item.Parameters,
        OnFailure = item["OnFailure"] is { } line ? [line] : [],
        Collect = item.List("Collect"),
        Steps = [.. steps],
    };

    private void NoStream(Item nested, Item[] lanes) => gaps.Add(new PlanGap("SL5114", nested["Stream"] is { } stream
        ? $"{nested} runs in the stream {stream}, which is not declared. Declared are: {Names(lanes.Select(lane => lane.Name))}."
        : $"{nested} does not say in which stream it runs: give it Stream=\"NAME\", one of {Names(lanes.Select(lane => lane.Name))}."));

    private static string Names(IEnumerable<ITaskItem> items) => Names(items.Select(item => item.ItemSpec));

    private static string Names(IEnumerable<string> names) => names.DefaultIfEmpty("none").Aggregate((all, next) => $"{all}, {next}");
}
