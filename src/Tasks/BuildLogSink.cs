using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using StreamLib.Events;
using StreamLib.Results;

namespace StreamLib.Tasks;

/// <summary>Writes the live view of a run into the log of the build: what happens as important messages, what commands write as ordinary ones.</summary>
internal sealed class BuildLogSink : IEventSink
{
    private readonly LogWriter writer;
    private readonly LiveText view;

    public BuildLogSink(TaskLoggingHelper log)
    {
        writer = new LogWriter(log);
        view = new LiveText(writer);
    }

    public void OnEvent(RunEvent runEvent)
    {
        writer.Importance = runEvent is OutputWritten ? MessageImportance.Normal : MessageImportance.High;
        view.OnEvent(runEvent);
    }

    public void Dispose()
    {
        view.Dispose();
        writer.Dispose();
    }

    private sealed class LogWriter(TaskLoggingHelper log) : TextWriter
    {
        private readonly StringBuilder line = new();

        public MessageImportance Importance { get; set; } = MessageImportance.High;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (value is not '\n') line.Append(value);
            else EndLine();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && line.Length > 0) EndLine();
            base.Dispose(disposing);
        }

        // The text is an argument and no format: it may hold braces.
        private void EndLine()
        {
            log.LogMessage(Importance, "{0}", line.ToString().TrimEnd('\r'));
            line.Clear();
        }
    }
}
