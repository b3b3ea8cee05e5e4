using StreamLibBuildBench;

if (args is not [var packages])
{
    await Console.Error.WriteLineAsync("usage: streamlib-buildbench FOLDER_OF_PACKAGES");
    return 2;
}

using var bench = new Bench(packages);
bench.Run();
return 0;
