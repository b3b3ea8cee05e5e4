using System.CommandLine;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLib.Commands;

/// <summary>What a person says of the streams when they start a nested test themselves: who takes part, and which of them it is.</summary>
internal sealed class ByHandOptions
{
    private readonly Option<string> streams = new("--streams") { Description = "For a nested test that is started by hand: who takes part, as in server=192.168.100.1,client1,client2; 127.0.0.1 where no address is given." };
    private readonly Option<string> stream = new("--as") { Description = "For a nested test that is started by hand: which of --streams it is." };

    public void AddTo(Command command)
    {
        command.Options.Add(streams);
        command.Options.Add(stream);
    }

    /// <summary>The same, with the streams that the person gives.</summary>
    /// <exception cref="PlanException">They make no sense.</exception>
    public NestedContext Of(ParseResult parsed, NestedContext context)
    {
        var (written, name) = (parsed.GetValue(streams), parsed.GetValue(stream));
        if (written is null && name is null) return context;
        if (written is null || name is null)
            throw new PlanException("SL5008", $"{(written is null ? stream.Name : streams.Name)} says half of it: give both {streams.Name} server,client and {stream.Name} server.");
        return context.ByHand(OptionText.Read(streams.Name, written, Topology.ByHand), name);
    }

    /// <exception cref="PlanException">They are given for a test that has streams of its own.</exception>
    public void RefuseFor(ParseResult parsed, string test)
    {
        if (parsed.GetValue(streams) is null && parsed.GetValue(stream) is null) return;
        throw new PlanException("SL5008", $"{streams.Name} and {stream.Name} are for nested tests, and {test} is a multi-stream test, which declares its streams: leave them out.");
    }
}
