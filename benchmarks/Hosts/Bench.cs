using System.Globalization;

namespace StreamLibHostBench;

/// <summary>The whole run, over the ssh configuration of a lab of 32 hosts: the same for ours and for the others.</summary>
internal sealed class Bench(string lab, IReadOnlyCollection<string> rows) : IDisposable
{
    /// <summary>The parts that can be chosen; <c>plain</c> leaves out the others but the first of each.</summary>
    internal static readonly string[] Parts = ["true", "ten", "file", "log", "payload", "local", "idle", "plain"];

    private const int Repeats = 3;
    private const string Gigabyte = "yes 'a line of sixty-four bytes, as they are found in many a log fil' | head -c 1073741824";

    private static readonly string[] s_others = ["clush", "parallel-ssh", "ansible", "parallel", "rsync"];

    private static readonly string[] s_all = [.. Enumerable.Range(1, 32).Select(number => $"h{number}")];

    private readonly Table table = new(judges: true);
    private readonly string scratch = Directory.CreateTempSubdirectory("streamlib-bench-").FullName;
    private readonly string config = Path.Combine(lab, "ssh_config");

    private string Ssh => $"ssh -F {config} -o BatchMode=yes";

    internal void Run()
    {
        Machine.Describe(Table.Note);
        foreach (var missing in s_others.Where(program => !Has(program))) Table.Note($"missing: {missing}");
        if (Chosen("true")) One();
        if (Chosen("ten")) Ten();
        if (Chosen("file") || Chosen("log")) Outputs();
        if (Chosen("payload")) Payloads();
        if (Chosen("local")) Streams();
        if (Chosen("idle")) IdleStreams();
        Table.Note("");
        Table.Note($"{table.Missed} targets missed; load of the machine at the end: {Machine.Load}");
    }

    public void Dispose() => Directory.Delete(scratch, recursive: true);

    private bool Chosen(string row) => rows.Contains(row) || rows.All(chosen => chosen == "plain");

    private void One()
    {
        Table.Begin("`true` on each of 32 hosts", "s");
        var ours = Median.Of(Times(() => Measured.Own("true", config, Hosts(s_all)).Seconds));
        var others = Peers(repeats: 1, persist: "");
        var plain = Median.Of(Times(() => Measured.Others($"printf '%s\\n' {string.Join(' ', s_all)} | xargs -P32 -I@ {Ssh} @ true")));
        Judge(ours, [("xargs -P32 ssh", plain), .. others], 1.2);
    }

    private void Ten()
    {
        Table.Begin("ten commands in turn on each of 32 hosts", "s");
        var ours = Median.Of(Times(() => Measured.Own("ten", config, Hosts(s_all)).Seconds));
        var plain = Median.Of(Times(() => WithPersist(persist =>
            Measured.Others($"printf '%s\\n' {string.Join(' ', s_all)} | xargs -P32 -I@ sh -c 'for i in 1 2 3 4 5 6 7 8 9 10; do {Ssh} {persist} @ true || exit 255; done'"))));
        table.Add("one run", ours, "xargs -P32, ssh ten times", plain, most: 1.0);
        Judge(ours, Peers(repeats: 10, persist: null), 0.5);
    }

    private void Outputs()
    {
        Table.Begin("1 GiB of output from one host", "s");
        var (direct, logged) = (Path.Combine(scratch, "direct"), Path.Combine(scratch, "logged"));
        var floor = Median.Of(Times(() => Measured.Others($"{Ssh} h1 \"{Gigabyte}\" > {direct}")));
        if (Chosen("file")) Output("into a file", "cat", direct, floor);
        if (Chosen("log")) Output("into the log of a job", "log", logged, floor);
    }

    private void Output(string what, string kind, string path, double floor)
    {
        var memory = "";
        table.Add(what, Median.Of(Times(() => Keep(Measured.Own(kind, config, "h1", Gigabyte, path), ref memory))), "ssh host > file", floor, most: 1.2);
        Table.Note($"  most memory of the controller: {Mebibytes(memory)}");
    }

    private void Payloads()
    {
        Table.Begin("1,000 files, 100 MiB, to 8 hosts", "s");
        var eight = s_all[..8];
        var (first, again, tar, rsync) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Repeats; i++)
        {
            var folder = Folder($"payload{i}");
            first.Add(Measured.Own("ship", config, Hosts(eight), folder).Seconds);
            again.Add(Measured.Own("ship", config, Hosts(eight), folder).Seconds);
            var each = $"printf '%s\\n' {string.Join(' ', eight)} | xargs -P8 -I@";
            tar.Add(Measured.Others($"{each} sh -c 'tar -C {folder} -cf - . | {Ssh} @ \"mkdir -p ~/tar{i} && tar -C ~/tar{i} -xf -\"'"));
            Measured.Others($"{each} rsync -a -e \"{Ssh}\" {folder}/ @:rsync{i}/");
            rsync.Add(Measured.Others($"{each} rsync -a -e \"{Ssh}\" {folder}/ @:rsync{i}/"));
            Measured.Others($"{each} {Ssh} @ 'rm -rf ~/tar{i} ~/rsync{i}'");
            Directory.Delete(folder, recursive: true);
        }

        table.Add("the first time", Median.Of(first), "tar | ssh tar", Median.Of(tar), most: 1.2);
        table.Add("the same again", Median.Of(again), "rsync", Median.Of(rsync), most: 1.0);
    }

    private void Streams()
    {
        Table.Begin("200 local streams of `true`", "s");
        // A folder for each run: removing the results of the one before is no part of it.
        var run = 0;
        var ours = Median.Of(Times(() => Measured.Own("local", "200", "true", Path.Combine(scratch, $"results{++run}")).Seconds));
        var parallel = Has("parallel")
            ? Median.Of(Times(() => Measured.Others($"HOME={scratch} parallel --will-cite -j200 true ::: $(seq 200)")))
            : double.NaN;
        table.Add("starting and ending them", ours, "GNU parallel -j200", parallel, most: 1.5);
    }

    private void IdleStreams()
    {
        var results = Path.Combine(scratch, "idle");
        Table.Begin("Memory of the controller", "KiB");
        var (few, many) = (Idle(results, 10), Idle(results, 210));
        table.Add("a stream that is idle", (many - few) / 200, "bound", 300, most: 1);
    }

    // The most that it ever had, as it says itself.
    private static double Idle(string results, int streams) =>
        double.Parse(Measured.Own("local", streams.ToString(CultureInfo.InvariantCulture), "sleep 5", results).Output, CultureInfo.InvariantCulture);

    private List<(string, double)> Peers(int repeats, string? persist)
    {
        var found = new List<(string, double)>();
        if (rows.Contains("plain")) return found;
        var list = string.Join(' ', s_all);
        foreach (var (name, program, line) in new (string, string, Func<string, string>)[]
        {
            ("clush", "clush", extra => $"clush -q -S -f 32 -o '-F {config} {extra.Replace("%", "%%", StringComparison.Ordinal)}' -w {string.Join(',', s_all)} true"),
            ("parallel-ssh", "parallel-ssh", extra => $"parallel-ssh -p 32 -x '-F {config} {extra}' -H '{list}' true > /dev/null"),
            ("ansible -m raw", "ansible", extra =>
                $"ANSIBLE_SSH_ARGS='-F {config} {extra}' ANSIBLE_HOME={scratch} ansible -i {string.Join(',', s_all)}, all -f 32 -m raw -a true > /dev/null"),
        })
        {
            found.Add((name, !Has(program) ? double.NaN : Median.Of(Times(() => persist is null
                ? WithPersist(extra => Measured.Others($"for i in $(seq {repeats}); do {line(extra)} || exit; done"))
                : Measured.Others(line(persist))))));
        }

        return found;
    }

    // Each time with connections of its own, which are closed again outside of what is measured.
    private static double WithPersist(Func<string, double> measure)
    {
        var folder = Directory.CreateTempSubdirectory("s-").FullName;
        try
        {
            return measure($"-o ControlMaster=auto -o ControlPersist=60 -o ControlPath={folder}/%n");
        }
        finally
        {
            Measured.Others($"for s in {folder}/*; do ssh -q -S \"$s\" -O exit any; done; true");
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Judge(double ours, IEnumerable<(string Name, double Time)> others, double most)
    {
        var there = others.Where(other => !double.IsNaN(other.Time)).ToList();
        var fastest = there.Select(other => other.Time).DefaultIfEmpty().Min();
        foreach (var (name, time) in there) table.Add("one run", ours, name, time, most: time == fastest ? most : null);
    }

    private static IEnumerable<double> Times(Func<double> measure) => [.. Enumerable.Range(0, Repeats).Select(_ => measure())];

    private static double Keep((double Seconds, string Output) run, ref string output)
    {
        output = run.Output;
        return run.Seconds;
    }

    private static string Mebibytes(string kibibytes) => $"{double.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024:0} MiB";

    private static bool Has(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Hosts(IEnumerable<string> names) => string.Join(',', names.Select(name => $"ssh:{name}"));

    private string Folder(string name)
    {
        var folder = Path.Combine(scratch, name);
        var bytes = new byte[100 * 1024 * 1024 / 1000];
        for (var i = 0; i < 1000; i++)
        {
            Random.Shared.NextBytes(bytes);
            var path = Path.Combine(folder, $"{i % 10}", $"{i}.bin");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        return folder;
    }
}
