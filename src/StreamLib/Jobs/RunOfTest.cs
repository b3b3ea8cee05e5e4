using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StreamLib.Plans;

namespace StreamLib.Jobs;

/// <summary>One run of a test: which of those that are repeated it is, and which attempt.</summary>
internal sealed record RunOfTest
{
    /// <summary>How often a test may run in one job.</summary>
    public const int MostRuns = 1000;

    /// <summary>How often it may be run again.</summary>
    public const int MostRetries = 100;

    private const int RunsOfAHunt = 100;
    private const int LongestName = 100;

    /// <summary>The test, with the name of this run.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The name of the test that is repeated; <c>null</c> when it is not.</summary>
    public string? Of { get; init; }

    /// <summary>The number of the run; <c>null</c> when the test is not repeated.</summary>
    public int? Run { get; init; }

    /// <summary>The attempt, counted from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How many attempts there may be.</summary>
    public int MostAttempts { get; init; } = 1;

    /// <summary>The runs of a test, in order. Their names are the same in every job.</summary>
    public static IEnumerable<RunOfTest> All(Plan plan, JobOptions options)
    {
        var once = new RunOfTest { Plan = plan, MostAttempts = options.RetryInfrastructure + 1 };
        var runs = Most(options);
        return runs == 1 ? [once] : Enumerable.Range(1, runs).Select(run => once with { Plan = plan with { Name = NameOf(plan.Name, run) }, Of = plan.Name, Run = run });
    }

    /// <summary>How many runs of each test there are, at the most.</summary>
    public static int Most(JobOptions options) => options.Repeat ?? (options.UntilFail ? RunsOfAHunt : 1);

    /// <summary>What is wrong with how often tests are to run.</summary>
    public static IEnumerable<PlanGap> Gaps(JobOptions options)
    {
        if (options.RetryInfrastructure is < 0 or > MostRetries)
        {
            yield return new("SL1088", string.Create(CultureInfo.InvariantCulture,
                $"A test cannot be run again {options.RetryInfrastructure} times after errors of the infrastructure: give 0, for never, to {MostRetries} (option --retry-infrastructure)."));
        }

        if (options.Repeat is < 1 or > MostRuns)
        {
            yield return new("SL1089", string.Create(CultureInfo.InvariantCulture,
                $"A test cannot run {options.Repeat} times in one job: give 1 to {MostRuns} (option --repeat). Longer hunts are several jobs, each with --until-fail."));
        }
    }

    /// <summary>Whether another attempt follows one that ended so: only where the infrastructure failed, and nobody has asked the run to end.</summary>
    public bool IsToRunAgain(Outcome outcome, CancellationToken cancellationToken) => outcome == Outcome.Error && Attempt < MostAttempts && !cancellationToken.IsCancellationRequested;

    private static string NameOf(string test, int run)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{test}-run{run}");
        if (name.Length <= LongestName) return name;
        // Only the name of the test is cut: the number is what people look for.
        var end = string.Create(CultureInfo.InvariantCulture, $"-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(test)))[..6]}-run{run}");
        return $"{test[..(LongestName - end.Length)]}{end}";
    }
}
