using StreamLibHostBench;

switch (args)
{
    case ["run", var lab, .. var rows] when rows.All(Bench.Parts.Contains):
        using (var bench = new Bench(lab, rows)) bench.Run();
        return 0;
    case ["work", var kind, .. var words]:
        return await Work.RunAsync(kind, words);
    default:
        await Console.Error.WriteLineAsync($"usage: streamlib-hostbench run FOLDER_OF_THE_LAB [{string.Join('|', Bench.Parts)}]… | work KIND WORDS…");
        return 2;
}
