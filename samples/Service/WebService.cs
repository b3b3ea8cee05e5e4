using StreamLib.Tests;

namespace Service;

/// <summary>The service under test, on the port of its stream, without that on a free port, until it is asked to end.</summary>
public sealed class WebService : NestedTest
{
    protected override async Task Test()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://0.0.0.0:{Streams.All.FirstOrDefault(s => s.Name == Stream)?.Port ?? 0}");
        await using var service = builder.Build();
        service.MapGet("/", () => "up");
        service.MapGet("/square/{number:int}", (int number) => $"{(long)number * number}");
        await service.StartAsync(Cancelled);
        Log($"listens on {service.Urls.First()}");
        await service.WaitForShutdownAsync(Cancelled);
    }
}
