using System.Reflection;
using StreamLib.Plans;
using StreamLib.Tests;

namespace StreamLib.Commands;

/// <summary>The test classes of a test application, by name.</summary>
internal sealed class TestClasses(Assembly application)
{
    private readonly Type[] types = [.. application.GetTypes().Where(t => !t.IsAbstract && (t.IsSubclassOf(typeof(NestedTest)) || t.IsSubclassOf(typeof(MultiStreamTest))))];

    public string ApplicationName => application.GetName().Name!;

    public IEnumerable<string> MultiStream => Names(typeof(MultiStreamTest));

    public IEnumerable<string> Nested => Names(typeof(NestedTest));

    /// <summary>Makes the test of this name.</summary>
    /// <exception cref="PlanException">There is none, or it cannot be made.</exception>
    public object Create(string name)
    {
        var found = types.Where(t => t.Name == name || t.FullName == name).ToArray();
        return found switch
        {
            [var type] when type.GetConstructor(Type.EmptyTypes) is not null => Make(type),
            [var type] => throw new PlanException("SL1043", $"{type.Name} of {ApplicationName} has no constructor without parameters: give it one."),
            [] => throw new PlanException("SL1041",
                $"{ApplicationName} has no test {name}.{Spelling.Question(name, [.. MultiStream, .. Nested])} It "
                + $"has: {Listed([.. MultiStream, .. Nested])}."),
            _ => throw new PlanException("SL1042", $"{ApplicationName} has {found.Length} tests named {name}: {string.Join(", ", found.Select(t => t.FullName))}. Give the full name."),
        };
    }

    private object Make(Type type)
    {
        try
        {
            return Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException e)
        {
            throw new PlanException("SL1044", $"{type.Name} of {ApplicationName} could not be made: {e.InnerException!.Message}");
        }
    }

    private IEnumerable<string> Names(Type kind) => types.Where(t => t.IsSubclassOf(kind)).Select(t => t.Name).Order(StringComparer.Ordinal);

    private static string Listed(IReadOnlyCollection<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
