namespace StreamLib.Plans;

/// <summary>The variables by which nested tests find the streams of their test.</summary>
internal static class StreamVariables
{
    /// <summary>The name of the host of a stream.</summary>
    public static string Host(string stream) => $"STREAM_{VariableName.Of(stream)}_HOST";

    /// <summary>The address under test of a stream.</summary>
    public static string Address(string stream) => $"STREAM_{VariableName.Of(stream)}_ADDRESS";

    /// <summary>A named address of the host of a stream.</summary>
    public static string Address(string stream, string name) => $"{Address(stream)}_{VariableName.Of(name)}";

    /// <summary>The port of a stream that has only one.</summary>
    public static string Port(string stream) => $"STREAM_{VariableName.Of(stream)}_PORT";

    /// <summary>A port of a step of a stream.</summary>
    /// <param name="stream">The name of the stream.</param>
    /// <param name="step">The name of the step.</param>
    /// <param name="name">The name of the port; empty for the one that has none.</param>
    public static string Port(string stream, string step, string name) =>
        $"STREAM_{VariableName.Of(stream)}_{VariableName.Of(step)}_{OwnPort(name)}";

    /// <summary>A port of a step, for that step itself.</summary>
    /// <param name="name">The name of the port; empty for the one that has none.</param>
    public static string OwnPort(string name) => name.Length == 0 ? "PORT" : $"PORT_{VariableName.Of(name)}";
}
