namespace StreamLib.Hosts;

/// <summary>Something that was started on a host, and runs until it ends or is stopped.</summary>
internal interface IHostProcess : IAsyncDisposable
{
    /// <summary>How it ended.</summary>
    Task<CommandResult> Completion { get; }

    /// <summary>Whether it was asked to end, or made to: what it writes from then on may be the consequence of that.</summary>
    bool IsAsked { get; }

    /// <summary>What becomes of it when it does not end although it was asked to, in words.</summary>
    string InTheEnd { get; }

    /// <summary>Asks it to end, and after the grace makes it end as far as that can be done. Returns when it is over.</summary>
    Task StopAsync();

    /// <summary>Makes it end at once, as far as that can be done. Returns when it is over.</summary>
    Task KillAsync();

    /// <summary>Sends it a signal, as in <c>HUP</c>.</summary>
    /// <returns>Whether it was there to be sent one.</returns>
    Task<bool> SignalAsync(string name);
}
