using System.Collections.Immutable;
using System.Text;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLibTests.Jobs;

/// <summary>Secrets and tokens are nowhere to be read.</summary>
public class SecretTests
{
    private const string Password = "s3cr3t 'pass' $word";

    private static readonly ImmutableSortedDictionary<string, Secret> Secrets =
        ImmutableSortedDictionary<string, Secret>.Empty.Add("password", new Secret("env:LAB_PASSWORD", Password));

    [Fact(Timeout = 60_000)]
    public async Task A_test_that_tells_them_all_leaves_them_nowhere()
    {
        // All the ways out that a test has: both outputs, in pieces too, files, reports, sync, its end; and what ps shows meanwhile.
        const string Telling = """
            printf %s "$PARAM_PASSWORD" | head -c 9; sleep 0.2; printf %s "$PARAM_PASSWORD" | tail -c +10; echo
            env; env >&2; cat "$STREAMLIB_PARAMS" >"$STREAMLIB_OUTPUT/params.txt"; env >"$STREAMLIB_OUTPUT/env.txt"
            ps -eo args >"$STREAMLIB_OUTPUT/ps.txt"
            printf '{"note":"%s"}\n' "$PARAM_PASSWORD" >>"$STREAMLIB_OUTPUT/events.jsonl"
            echo "$STREAMLIB_TOKEN $PARAM_PASSWORD" >&2; exit 7
            """;
        var job = await TestJob.RunAsync(
            Plan.Named("Telling").Stream("a", s => s.Run("tell", Telling, step => step with { Cleanup = "echo $PARAM_PASSWORD" })) with { OnFailure = ["env"] },
            options => options with { Secrets = Secrets });

        job.Result.ExitCode.ShouldBe(1);
        foreach (var file in Directory.EnumerateFiles(job.Home, "*", SearchOption.AllDirectories))
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldNotContain(Password, customMessage: file);
        var output = job.File("test-results/Telling/a/test-results/1-tell/stdout");
        output.ShouldStartWith("***\n");
        output.ShouldContain("PARAM_PASSWORD=***\n");
        output.ShouldContain("STREAMLIB_TOKEN=***\n");
        job.File("test-results/Telling/a/test-results/1-tell/output/ps.txt").ShouldContain("ps -eo args");
        job.File("test-results/Telling/a/diagnostics/1-env.txt").ShouldContain("PARAM_PASSWORD=***\n");
        job.Nested("a/1-tell").Message.ShouldBe("exit status 7: *** ***");
        job.Events.OfType<NestedStarted>().Single().ByHand.ShouldContain(" PARAM_PASSWORD=\"$LAB_PASSWORD\" ");
        job.Events.OfType<LogWritten>().Select(line => line.Text).ShouldContain("a/1-tell left a secret or a token in env.txt: it is *** there");
    }

    [Fact(Timeout = 60_000)]
    public async Task The_test_itself_gets_it_as_it_is()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Given").Parameter("password", "another").Stream("a", s => s.Run("use", $"[ \"$PARAM_PASSWORD\" = 's3cr3t '\\''pass'\\'' $word' ]")),
            options => options with { Secrets = Secrets });

        job.Result.ExitCode.ShouldBe(0, job.File("job.log"));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_collected_after_a_failure_holds_none()
    {
        var job = await TestJob.RunAsync(
            Plan.Named("Login").Stream("a", s => s.Run("login", "echo \"login as $PARAM_PASSWORD\" >app.log; exit 1")) with { Collect = ["*.log"] },
            options => options with { Secrets = Secrets });

        var file = Directory.EnumerateFiles(job.Result.ResultsDirectory, "app.log", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.ReadAllText(file).ShouldBe("login as ***\n");
        job.File("job.log").ShouldContain("a left a secret or a token in");
    }

    [Theory]
    [InlineData("open", "SL1051: a secret is written as NAME=env:VARIABLE, with a name and '='.")]
    [InlineData("password=open", "SL1063: Secret password gives its value on the command line, where everyone can read it: write password=env:VARIABLE, and set the variable.")]
    [InlineData("password=env:NOT_SET", "SL1064: Secret password comes from the environment variable NOT_SET, which is not set.")]
    [InlineData("password=env:SHORT", "SL1065: Secret password has fewer than 4 characters: hiding it would make everything else unreadable. Give it as a parameter, or make it longer.")]
    public void A_secret_that_is_none_says_why(string pair, string error)
    {
        var thrown = Should.Throw<PlanException>(() => Secret.Parse([pair], name => name == "SHORT" ? "abc" : null));
        $"{thrown.Code}: {thrown.Message}".ShouldBe(error);
    }

    [Fact]
    public void However_an_output_is_cut_into_pieces_the_same_is_written()
    {
        const string Text = "aabaab aab secretsecret secrsecret\nsecre";
        var mask = new Mask();
        mask.Add("secret");
        mask.Add("aaba");
        for (var size = 1; size <= Text.Length; size++)
        {
            var written = new MemoryStream();
            using (var masked = mask.Wrap(written))
                foreach (var piece in Encoding.UTF8.GetBytes(Text).Chunk(size)) masked.Write(piece);
            Encoding.UTF8.GetString(written.ToArray()).ShouldBe("***ab aab ****** secr***\nsecre");
        }
    }

    [Fact]
    public void Of_a_secret_of_several_lines_each_is_hidden()
    {
        var mask = new Mask();
        mask.Add("-----BEGIN KEY-----\nMIIEabc\n-----END KEY-----\n");
        mask.Of("it is MIIEabc here").ShouldBe("it is *** here");
        mask.Of("nothing").ShouldBe("nothing");
        mask.Of(null).ShouldBeNull();
    }
}
