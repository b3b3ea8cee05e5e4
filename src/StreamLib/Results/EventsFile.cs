using System.Buffers;
using System.Text.Json;
using StreamLib.Events;

namespace StreamLib.Results;

/// <summary>events.jsonl: every event of the run, one JSON object a line, appended as it happens.</summary>
internal sealed class EventsFile(ResultTree tree, ResultProblems problems) : IGatheringSink
{
    private readonly AppendedFile file = new(tree.EventsFile, problems);
    private readonly ArrayBufferWriter<byte> line = new();

    public void OnEvent(RunEvent runEvent)
    {
        line.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(line, EventJson.WriterOptions)) JsonSerializer.Serialize(writer, runEvent, EventJson.Default.RunEvent);
        line.Write("\n"u8);
        file.Append(line.WrittenSpan);
    }

    public void Gather() => file.Gather();

    public void Release() => file.Release();

    public void Dispose() => file.Dispose();
}
