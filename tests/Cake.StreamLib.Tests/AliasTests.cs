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
    public void Every_alias_has_an_example()
    {
        var members = XDocument.Load(Path.ChangeExtension(typeof(StreamAliases).Assembly.Location, ".xml")).Descendants("member")
            .Where(m => m.Attribute("name")!.Value.StartsWith("M:Cake.StreamLib.StreamAliases.", StringComparison.Ordinal)).ToArray();

        members.Length.ShouldBe(Aliases.Length);
        members.ShouldAllBe(m => m.Element("example")!.Element("code") != null);
    }
}
