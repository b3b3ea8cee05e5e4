using System.Collections.Immutable;
using System.Globalization;
using StreamLib.Jobs;
using StreamLib.Plans;

namespace StreamLib.Tests;

/// <summary>The parameters of a test: text by name, read as what the test needs. Case makes no difference between names.</summary>
public sealed class TestParameters
{
    private readonly ImmutableSortedDictionary<string, string> values;

    /// <summary>Creates parameters from their text.</summary>
    public TestParameters(ImmutableSortedDictionary<string, string> values) => this.values = ParameterNames.Merge<string>(values);

    /// <summary>All of them.</summary>
    public ImmutableSortedDictionary<string, string> All => values;

    /// <summary>The parameter of this name.</summary>
    /// <exception cref="TestException">It is not given.</exception>
    public string this[string name] => values.GetValueOrDefault(name)
        ?? throw new TestException("SL5001", $"parameter {name} is not given: set it in the test, for the host, or with --param {name}=VALUE. Given: {(values.IsEmpty ? "none" : string.Join(", ", values.Keys))}.");

    /// <summary>The parameter of this name, or <paramref name="fallback"/> when it is not given.</summary>
    /// <typeparam name="T">A number, a text, a truth value, anything that reads itself from text.</typeparam>
    /// <exception cref="TestException">It is given, but cannot be read as a <typeparamref name="T"/>.</exception>
    public T Get<T>(string name, T fallback)
        where T : IParsable<T>
    {
        if (!values.TryGetValue(name, out var text)) return fallback;
        return T.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new TestException("SL5002", $"parameter {name} is '{text}', which is not {TypeWords.Of<T>(text)}.");
    }
}
