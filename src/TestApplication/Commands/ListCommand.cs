using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLib.Commands;

/// <summary><c>list</c>: the tests of the application, and the streams of those that have some.</summary>
internal static class ListCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command For(TestClasses tests)
    {
        var json = new Option<bool>("--json") { Description = "As JSON." };
        var command = new Command("list", "Lists the tests.") { json };
        command.SetAction(parsed =>
        {
            var all = tests.MultiStream.Select(name => Declared(tests, name)).ToList();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) output.WriteLine(Json(tests, all));
            else Write(output, tests, all);
            foreach (var error in all.Select(test => test.Error).OfType<PlanException>()) Console.Error.WriteLine(error.Text);
            return all.Exists(test => test.Error is not null) ? 2 : 0;
        });
        return command;
    }

    private static (string Name, Plan? Plan, PlanException? Error) Declared(TestClasses tests, string name)
    {
        try
        {
            return (name, ((MultiStreamTest)tests.Create(name)).Declare(), null);
        }
        catch (PlanException e)
        {
            return (name, null, e);
        }
    }

    private static void Write(TextWriter output, TestClasses tests, IEnumerable<(string Name, Plan? Plan, PlanException? Error)> all)
    {
        foreach (var (name, plan, _) in all)
        {
            output.WriteLine($"{name} (multi-stream){(plan is null ? "" : $": {string.Join(", ", plan.Streams.Select(s => s.Count == StreamCount.One ? s.Name : $"{s.Name} x {s.Count}"))}")}");
            foreach (var dimension in plan?.Matrix.Dimensions ?? []) output.WriteLine($"  varies {dimension.Name}: {string.Join(", ", dimension.Values)}");
        }

        foreach (var name in tests.Nested) output.WriteLine(name);
    }

    private static string Json(TestClasses tests, IEnumerable<(string Name, Plan? Plan, PlanException? Error)> all) => new JsonObject
    {
        ["application"] = tests.ApplicationName,
        ["multiStream"] = new JsonArray([.. all.Select(test => Json(test.Name, test.Plan, test.Error))]),
        ["nested"] = new JsonArray([.. tests.Nested.Select(name => (JsonNode)name)]),
    }.ToJsonString(Indented);

    private static JsonObject Json(string name, Plan? plan, PlanException? error)
    {
        var test = new JsonObject { ["name"] = name };
        if (error is not null) test["error"] = error.Message;
        if (plan is null) return test;
        test["streams"] = new JsonArray([.. plan.Streams.Select(Json)]);
        if (!plan.Matrix.IsEmpty)
            test["matrix"] = new JsonObject(plan.Matrix.Dimensions.Select(d => KeyValuePair.Create<string, JsonNode?>(d.Name, new JsonArray([.. d.Values.Select(v => (JsonNode)v)]))));
        return test;
    }

    private static JsonObject Json(TestStream stream)
    {
        var json = new JsonObject { ["name"] = stream.Name, ["count"] = stream.Count.Number is { } number ? number : "*" };
        if (stream.Host is { } host) json["host"] = host;
        if (stream.Group is { } group) json["group"] = group;
        return json;
    }
}
