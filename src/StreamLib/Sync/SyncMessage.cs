namespace StreamLib.Sync;

/// <summary>One message of a topic.</summary>
/// <param name="Sequence">Its place in the topic; the first is 1.</param>
/// <param name="Party">Who sent it.</param>
/// <param name="Value">What it says.</param>
public sealed record SyncMessage(long Sequence, string Party, string Value)
{
    /// <summary>The topic, where it was received as the first of several; empty elsewhere.</summary>
    public string Topic { get; init; } = "";
}
