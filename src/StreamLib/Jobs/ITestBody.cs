namespace StreamLib.Jobs;

/// <summary>What a multi-stream test does with its streams once their hosts are open.</summary>
internal interface ITestBody
{
    /// <summary>Runs the streams. An exception fails the test, unless something else has failed already.</summary>
    Task RunAsync(StreamSet streams, CancellationToken cancellationToken);

    /// <summary>Whether it waits itself for the host of each stream: one that is slow, or leads nowhere, then holds up nobody else.</summary>
    bool TakesStreamsAsTheyOpen => false;

    /// <summary>The test application whose classes it may run on any stream; <c>null</c> when there is none, or when the plan says what runs where.</summary>
    string? Application => null;

    /// <summary>Takes evidence after the first failure, before anything is stopped.</summary>
    Task OnFailureAsync(StreamSet streams) => Task.CompletedTask;
}
