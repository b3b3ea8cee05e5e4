using Cake.Core;
using Cake.StreamLib;
using StreamLib;
using StreamLib.Plans;

namespace CakeStreamLibTests;

public sealed class StreamSettingsTests
{
    [Fact]
    public void Every_option_of_a_job_is_a_setting_of_the_same_name()
    {
        var options = typeof(JobOptions).GetProperties().Where(p => p.GetMethod!.IsStatic is false && p.Name is not nameof(JobOptions.Sinks)).Select(p => p.Name);

        // A dry run is no option of a job: in C# it is a method of its own.
        typeof(StreamSettings).GetProperties().Where(p => p.SetMethod is { IsPublic: true }).Select(p => p.Name).ShouldBe(options.Append(nameof(StreamSettings.DryRun)), ignoreOrder: true);
    }

    [Fact]
    public void Settings_become_the_options_of_a_job()
    {
        var context = new ScriptContext();
        var settings = new StreamSettings
        {
            Hosts = "ssh:h1",
            SshConfig = "lab/config",
            ResultsDirectory = "out",
            ResultsRoot = "all",
            WorkingDirectory = "/w",
            Parameters = { ["seconds"] = "2" },
            Secrets = { ["home"] = "env:HOME" },
            Sync = "127.0.0.1:4711",
            SyncToken = "token",
            Keep = TimeSpan.FromMinutes(30),
            Timeout = TimeSpan.FromMinutes(1),
            ArtifactLimit = 1,
            ArtifactCount = 2,
            CacheLimit = 3,
            VerifyCache = true,
        };

        var options = settings.ToOptions(context);

        options.ShouldBe(JobOptions.Default with
        {
            Hosts = "ssh:h1",
            SshConfig = "lab/config",
            ResultsDirectory = "out",
            ResultsRoot = "all",
            WorkingDirectory = "/w",
            Parameters = options.Parameters,
            Secrets = options.Secrets,
            Sync = "127.0.0.1:4711",
            SyncToken = "token",
            Keep = TimeSpan.FromMinutes(30),
            Timeout = TimeSpan.FromMinutes(1),
            ArtifactLimit = 1,
            ArtifactCount = 2,
            CacheLimit = 3,
            VerifyCache = true,
        });
        options.Parameters.ShouldBe([new("seconds", "2")]);
        options.Secrets["home"].ShouldBe(new Secret("env:HOME", Environment.GetEnvironmentVariable("HOME")!));
    }

    [Fact]
    public void Without_settings_a_job_starts_at_the_folder_of_the_script()
    {
        var context = new ScriptContext();

        var options = new StreamSettings().ToOptions(context);

        options.ShouldBe(JobOptions.Default with { WorkingDirectory = context.Environment.WorkingDirectory.FullPath, Parameters = options.Parameters, Secrets = options.Secrets });
    }

    [Fact]
    public void The_command_line_of_a_script_gives_all_of_them()
    {
        var settings = StreamSettings.FromArguments(new ScriptContext(
            ("hosts", "ssh:h1,ssh:h2"), ("ssh-config", "config"), ("results", "out"), ("results-root", "all"), ("timeout", "10m"),
            ("seconds", "2"), ("param", "a=1"), ("param", "b=x=y"), ("secret", "s=env:S"), ("sync", "127.0.0.1:4711"), ("keep", "30m"), ("artifact-limit", "5M"), ("cache-limit", "0"), ("verify-cache", "true"), ("target", "Test")));

        settings.Hosts.ShouldBe("ssh:h1,ssh:h2");
        settings.SshConfig!.FullPath.ShouldBe("config");
        settings.ResultsDirectory!.FullPath.ShouldBe("out");
        settings.ResultsRoot!.FullPath.ShouldBe("all");
        settings.Timeout.ShouldBe(TimeSpan.FromMinutes(10));
        settings.Keep.ShouldBe(TimeSpan.FromMinutes(30));
        (settings.ArtifactLimit, settings.CacheLimit, settings.VerifyCache).ShouldBe((5 << 20, 0, true));
        settings.Sync.ShouldBe("127.0.0.1:4711");
        settings.Secrets.ShouldBe(new Dictionary<string, string> { ["s"] = "env:S" });
        settings.Parameters.ShouldBe(new Dictionary<string, string> { ["a"] = "1", ["b"] = "x=y", ["seconds"] = "2" }, ignoreOrder: true);
    }

    [Fact]
    public void An_empty_command_line_leaves_everything_at_its_default()
    {
        var context = new ScriptContext();
        var options = StreamSettings.FromArguments(context).ToOptions(context);

        options.ShouldBe(JobOptions.Default with { WorkingDirectory = options.WorkingDirectory, Parameters = options.Parameters, Secrets = options.Secrets });
        options.Parameters.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("timeout", "soon", "error SL1050: --timeout: 'soon' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.")]
    [InlineData("keep", "0", "error SL1050: --keep: '0' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.")]
    [InlineData("wait-for-hosts", "abc", "error SL1050: --wait-for-hosts: 'abc' is no length of time: write a number above zero and ms, s, m, h or d, as in 90s or 10m, at most 49d.")]
    [InlineData("artifact-limit", "5X", "error SL1052: --artifact-limit: '5X' is no size: write a number and K, M, G or T, as in 500M or 2G.")]
    [InlineData("cache-limit", "-1", "error SL1052: --cache-limit: '-1' is no size: write a number and K, M, G or T, as in 500M or 2G.")]
    [InlineData("param", "seconds", "error SL1051: --param: 'seconds' is no parameter: write NAME=VALUE.")]
    [InlineData("secret", "password", "error SL1051: --secret: a secret is written as NAME=env:VARIABLE, with a name and '='.")]
    [InlineData("results", "", "error SL1060: --results has no value: write --results=VALUE.")]
    [InlineData("hosts", null, "error SL1060: --hosts has no value: write --hosts=VALUE.")]
    public void An_option_that_cannot_be_read_is_wrong_usage(string name, string? value, string message)
    {
        var failure = Should.Throw<CakeException>(() => StreamSettings.FromArguments(new ScriptContext((name, value))));

        failure.ExitCode.ShouldBe(2);
        failure.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void A_flag_is_a_yes_without_a_value(string? value, bool isSet)
    {
        foreach (var name in new[] { "until-fail", "no-skip", "exclusive-hosts", "verify-cache", "in-process", "dry-run" })
        {
            var settings = StreamSettings.FromArguments(new ScriptContext((name, value), ("repeat", "2")));

            (settings.UntilFail, settings.NoSkip, settings.Exclusive, settings.VerifyCache, settings.InProcess, settings.DryRun)
                .ShouldBe((isSet && name == "until-fail", isSet && name == "no-skip", isSet && name == "exclusive-hosts", isSet && name == "verify-cache", isSet && name == "in-process", isSet && name == "dry-run"));
        }
    }

    [Fact]
    public void A_flag_with_another_value_is_wrong_usage() =>
        Should.Throw<CakeException>(() => StreamSettings.FromArguments(new ScriptContext(("until-fail", "maybe"))))
            .Message.ShouldBe("error SL1060: --until-fail is given 'maybe': write --until-fail for yes, or leave it out.");

    [Fact]
    public void An_option_that_can_only_be_given_once_says_so() =>
        Should.Throw<CakeException>(() => StreamSettings.FromArguments(new ScriptContext(("hosts", "ssh:h1"), ("hosts", "ssh:h2"))))
            .Message.ShouldBe("error SL1061: --hosts is given 2 times: give it once.");

    [Theory]
    [InlineData("host", "hosts")]
    [InlineData("stream-hosts", "hosts")]
    [InlineData("StreamHosts", "hosts")]
    [InlineData("hsots", "hosts")]
    [InlineData("ssh_config", "ssh-config")]
    [InlineData("result", "results")]
    [InlineData("results-directory", "results")]
    [InlineData("params", "param")]
    [InlineData("parameter", "param")]
    [InlineData("secrets", "secret")]
    [InlineData("timout", "timeout")]
    [InlineData("retry", "retry-infrastructure")]
    [InlineData("until-failure", "until-fail")]
    [InlineData("wait-for-host", "wait-for-hosts")]
    [InlineData("secs", "seconds")]
    [InlineData("dryRunn", "dry-run")]
    public void An_argument_that_looks_like_an_option_is_wrong_usage(string name, string meant)
    {
        var failure = Should.Throw<CakeException>(() => StreamSettings.FromArguments(new ScriptContext((name, "ssh:h6"))));

        failure.ExitCode.ShouldBe(2);
        failure.Message.ShouldBe(
            $"error SL1054: There is no option --{name}. Did you mean --{meant}? If it is an argument of this script, give it a name "
            + $"that differs more from --{meant}.");
    }

    [Theory]
    [InlineData("target")]
    [InlineData("exclusive")]
    [InlineData("dryrun")]
    [InlineData("configuration")]
    [InlineData("paths_tools")]
    [InlineData("nuget_source")]
    [InlineData("report")]
    [InlineData("name")]
    [InlineData("up")]
    [InlineData("deep")]
    [InlineData("tool")]
    [InlineData("lifeline")]
    public void Other_arguments_are_those_of_the_script(string name) =>
        StreamSettings.FromArguments(new ScriptContext((name, "x"))).Hosts.ShouldBeNull();

    [Fact]
    public void Hosts_that_are_set_to_nothing_are_wrong_usage() =>
        Should.Throw<PlanException>(() => new StreamSettings { Hosts = " " }.ToOptions(new ScriptContext())).Message.ShouldBe(
            "StreamSettings.Hosts is empty. Give at least one host, as in ssh:h1, or leave StreamSettings.Hosts out to run all streams "
                + "on this machine.");
}
