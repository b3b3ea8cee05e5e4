namespace PackagesTests.MSBuild;

public sealed class TargetTests(PackageFeed feed)
{
    private const int Minutes = 60_000;

    [Fact(Timeout = 3 * Minutes)]
    public async Task Items_are_globs_conditions_and_batches_as_all_items_are()
    {
        using var user = new UserFolder(feed);
        user.Write("tests/first.sh", "echo first");
        user.Write("tests/second.sh", "echo second >> \"$PARAM_FILE\"");
        user.Write("test.csproj", Project.With("""
            <MultiStreamTest Include="Small;Large" Params="file=$(MSBuildProjectDirectory)/%(Identity)" />
            <TestStream Include="one" Test="Small" />
            <TestStream Include="one" Test="Large" Count="$(Size)" />
            <NestedTest Include="tests/*.sh" Stream="one" Test="Small" />
            <NestedTest Include="work" Stream="one" Test="Large" Command="echo $STREAMLIB_STREAM" />
            <NestedTest Include="never" Stream="one" Test="Large" Command="false" Condition="'$(Size)' == ''" />
            """, """
            <Target Name="Own" Outputs="%(MultiStreamTest.Identity)">
              <RunMultiStreamTest Test="%(MultiStreamTest.Identity)" Tests="@(MultiStreamTest)" Streams="@(TestStream)" NestedTests="@(NestedTest)" Results="out">
                <Output TaskParameter="Outcome" PropertyName="Ended" />
              </RunMultiStreamTest>
              <Message Importance="high" Text="%(MultiStreamTest.Identity) ended: $(Ended)" />
            </Target>
            """));

        var build = await user.BuildAsync("-t:Own", "-p:Size=2");

        build.ExitCode.ShouldBe(0, build.Output);
        build.Output.ShouldContain("Small ended: Pass");
        build.Output.ShouldContain("Large ended: Pass");
        user.Read("Small").ShouldBe("second\n");
        Directory.GetDirectories(user.File("out/Small/test-results/Small/one/test-results")).Select(Path.GetFileName).ShouldBe(["1-first", "2-second"], ignoreOrder: true);
        Directory.GetDirectories(user.File("out/Large/test-results/Large")).Select(Path.GetFileName).ShouldBe(["one1", "one2"], ignoreOrder: true);
    }

    [Fact(Timeout = 3 * Minutes)]
    public async Task Later_targets_see_how_it_ended_and_what_was_measured()
    {
        using var user = new UserFolder(feed);
        user.Write("measure.sh", """echo '{"type":"metric","name":"rate","value":41.5,"unit":"Mbit/s"}' >> "$STREAMLIB_OUTPUT/events.jsonl"; exit $PARAM_STATUS""");
        user.Write("test.csproj", Project.With($"""
            {Project.OneStream}
            <MultiStreamTest Include="Other" /><TestStream Include="lane" Test="Other" /><NestedTest Include="idle" Test="Other" Stream="lane" Command="true" /><TestStream Update="one" Test="Pair" />
            <NestedTest Include="measure.sh" Stream="one" Test="Pair" Params="status=0" />
            """, """
            <Target Name="Tell" AfterTargets="MultiStreamTestsRan">
              <Message Importance="high" Text="outcome $(StreamOutcome) code $(StreamExitCode) in $(StreamResultsDirectory)" />
              <Message Importance="high" Text="test @(StreamTestOutcome->'%(Identity) %(Outcome)')" />
              <Message Importance="high" Text="metric @(StreamMetric->'%(Identity) %(Value) %(Unit) of %(Stream)/%(NestedTest) on %(Host)')" />
              <Message Importance="high" Text="file @(StreamResultFile->'%(Filename)%(Extension) %(Format)')" />
            </Target>
            <Target Name="Deploy" DependsOnTargets="RunMultiStreamTests"><Message Importance="high" Text="deployed" /></Target>
            """));

        var passed = await user.BuildAsync(Project.Run, "-p:StreamTests=P*");
        passed.ExitCode.ShouldBe(0, passed.Output);
        passed.Output.ShouldContain("outcome Pass code 0 in obj/Debug/net10.0/streams");
        passed.Output.ShouldContain("test Pair Pass");
        passed.Output.ShouldContain("metric rate 41.5 Mbit/s of one/measure on local");
        passed.Output.ShouldContain("file TEST-Pair.xml JUnit;Pair.trx TRX");

        var failed = await user.BuildAsync("-t:Deploy", "--no-restore", "-p:StreamTests=Pair", "-p:StreamParameters=status=1");
        failed.ExitCode.ShouldBe(1);
        failed.Output.ShouldContain("outcome Fail code 1");
        failed.Output.ShouldContain("1 Error(s)");
        failed.Output.ShouldNotContain("deployed");

        var none = await user.BuildAsync("-t:Deploy", "--no-restore", "-p:StreamTests=Nobody");
        none.ExitCode.ShouldBe(1, none.Output);
        none.Output.ShouldContain(
            "error SL5125: No MultiStreamTest of the project matches Nobody (-p:StreamTests). Declared are: Other, Pair.");
        none.Output.ShouldNotContain("deployed");

        var broken = await user.BuildAsync(Project.Run, "--no-restore", "-p:StreamTests=Pair", "-p:StreamHosts=far=exec:false");
        broken.ExitCode.ShouldBe(1);
        broken.Output.ShouldContain("error SL5103: Pair: one on far");
        broken.Output.ShouldContain("outcome Error code 3");
    }
}
