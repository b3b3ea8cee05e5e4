using Cake.Core;
using Cake.StreamLib;
using StreamLib.Plans;

namespace CakeStreamLibTests;

public sealed class ExitCodeTests
{
    private static readonly ScriptContext Context = new();

    [Fact]
    public void The_exit_code_of_a_failed_task_is_found_in_what_Cake_throws()
    {
        var report = new CakeReportException(new CakeReport(), "outer", new AggregateException(new CakeException(3, "inner")));

        var failure = Should.Throw<CakeException>(() => Context.WithStreamExitCode(() => throw report));

        failure.ExitCode.ShouldBe(3);
        failure.Message.ShouldBe("inner");
        failure.InnerException.ShouldBe(report);
    }

    [Fact]
    public void An_invalid_plan_is_wrong_usage()
    {
        var failure = Should.Throw<CakeException>(() => Context.WithStreamExitCode(() => throw new PlanException("SL1010", "No.")));

        failure.ExitCode.ShouldBe(2);
        failure.Message.ShouldBe("error SL1010: No.");
    }

    [Fact]
    public void What_has_no_exit_code_stays_as_it_is() =>
        Should.Throw<InvalidOperationException>(() => Context.WithStreamExitCode(() => throw new InvalidOperationException("other"))).Message.ShouldBe("other");
}
