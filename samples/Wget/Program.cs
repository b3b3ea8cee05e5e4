// Fetches one page from several machines at once: the hosts alone, without a test around them.
using StreamLib.Hosts;
using StreamLib.Plans;

if (args is not [var hosts, var url, .. var rest])
{
    Console.Error.WriteLine("usage: Wget HOSTS URL [SSH-CONFIG], as in: Wget ssh:h1,ssh:h2 http://example.org/ lab/ssh_config");
    return 2;
}

try
{
    await using var group = await HostGroup.OpenAsync(hosts, HostOptions.Default with { SshConfig = rest.FirstOrDefault() });
    var results = await group.RunAsync($"wget -q -O /dev/null '{url.Replace("'", @"'\''", StringComparison.Ordinal)}'");
    foreach (var result in results) Console.WriteLine($"{result.Host.Name}: {result.Result?.Ending ?? result.Error!.Message}");
    return results.All(r => r.Succeeded) ? 0 : 1;
}
catch (StreamLibException e)
{
    Console.Error.WriteLine(e.Text);
    return 3;
}
