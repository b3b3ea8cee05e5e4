using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StreamLib.Events;
using StreamLib.Plans;

namespace StreamLib.Results;

/// <summary>How events are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(CamelCase<Outcome>), typeof(CamelCase<LogSource>), typeof(CamelCase<LogLevel>)])]
[JsonSerializable(typeof(RunEvent))]
internal sealed partial class EventJson : JsonSerializerContext
{
    /// <summary>Readable for people: only what JSON itself needs is escaped.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

/// <summary>Writes the names of an enumeration as <c>camelCase</c>.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
