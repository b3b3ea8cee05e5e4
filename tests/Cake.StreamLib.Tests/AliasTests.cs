using System.Reflection;
using System.Xml.Linq;
using Cake.Core.Annotations;
using Cake.StreamLib;

namespace CakeStreamLibTests;

public sealed class AliasTests
{
    private static readonly MethodInfo[] Aliases = [.. typeof(StreamAliases).GetMethods().Where(m => m.GetCustomAttribute<CakeMethodAliasAttribute>() is not null)];

    // Cake compiles a proxy of every alias into every script: such a parameter breaks them all, whether they use the alias or not.
    [Fact]
    public void No_alias_has_a_parameter_that_breaks_the_proxies_of_Cake()
    {
        var parameters = Aliases.SelectMany(m => m.GetParameters()).ToArray();

        parameters.ShouldNotBeEmpty();
        parameters.Where(p => p.HasDefaultValue && p.DefaultValue is null && p.ParameterType.IsValueType && Nullable.GetUnderlyingType(p.ParameterType) is null).ShouldBeEmpty();
        parameters.Where(p => p.GetCustomAttribute<System.Runtime.CompilerServices.ParamCollectionAttribute>() is not null).ShouldBeEmpty();
    }

    [Fact]
    public void What_would_run_is_told_without_running_it()
    {
        var plan = StreamLib.Plans.Plan.Named("Hello").Stream("one", s => s.Run("greet", "echo hello"));

        var text = new ScriptContext().DescribeStreams(plan, new StreamSettings { Hosts = "h1=exec:false" });

        text.ShouldContain("Hello: 1 stream on 1 host");
        text.ShouldContain("greet: echo hello");
        Should.Throw<Cake.Core.CakeException>(() => new ScriptContext().DescribeStreams(plan, new StreamSettings { Hosts = "h1" })).ExitCode.ShouldBe(2);
    }

    [Fact]
    public void A_dry_run_runs_nothing_and_gives_the_script_a_result_without_a_folder()
    {
        var folder = Directory.CreateTempSubdirectory();
        var plan = StreamLib.Plans.Plan.Named("Hello").Stream("one", s => s.Run("greet", $"touch {folder.FullName}/ran"));
        var context = new ScriptContext(("dry-run", null), ("hosts", "h1=local:"), ("results", $"{folder.FullName}/out"));

        var result = context.RunStreams(plan);

        (result.Outcome, result.ExitCode, result.ResultsDirectory).ShouldBe((StreamLib.Plans.Outcome.Skip, 0, ""));
        result.Report.Tests.ShouldBeEmpty();
        folder.EnumerateFileSystemInfos().ShouldBeEmpty();
        Should.Throw<Cake.Core.CakeException>(() => new ScriptContext(("dry-run", null), ("hosts", "h1")).RunStreams(plan)).ExitCode.ShouldBe(2);
        folder.Delete(true);
    }

    [Fact]
    public void A_class_cannot_run_in_the_process_of_a_script()
    {
        var plan = StreamLib.Plans.Plan.Named("Hello").Stream("one", s => s with { Steps = [new() { Name = "greet", Action = new StreamLib.Plans.StepAction.TestClass("Greet", typeof(StreamLib.Job).Assembly.Location) }] });

        var failure = Should.Throw<Cake.Core.CakeException>(() => new ScriptContext(("in-process", null), ("hosts", "h1=local:")).RunStreams(plan));

        failure.ExitCode.ShouldBe(2);
        failure.Message.ShouldStartWith("error SL5007: Greet of StreamLib.dll cannot run in process, since this process is ");
    }

    [Fact]
    public void Every_alias_has_an_example()
    {
        var members = XDocument.Load(Path.ChangeExtension(typeof(StreamAliases).Assembly.Location, ".xml")).Descendants("member")
            .Where(m => m.Attribute("name")!.Value.StartsWith("M:Cake.StreamLib.StreamAliases.", StringComparison.Ordinal)).ToArray();

        members.Length.ShouldBe(Aliases.Length);
        members.ShouldAllBe(m => m.Element("example")!.Element("code") != null);
    }
}
