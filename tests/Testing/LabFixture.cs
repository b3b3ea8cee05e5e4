using Xunit;

namespace StreamLibTesting;

/// <summary>
/// A lab of eight hosts that the tests of a collection share. A test project that needs hosts declares
/// <c>[CollectionDefinition(LabFixture.Collection)] public sealed class LabCollection : ICollectionFixture&lt;LabFixture&gt;;</c>,
/// and a test class <c>[Collection(LabFixture.Collection)]</c> and a constructor parameter. The tests of a collection run one after
/// another, so that each has the hosts' process tables for itself.
/// </summary>
public sealed class LabFixture : IAsyncLifetime
{
    /// <summary>The name of the collection.</summary>
    public const string Collection = "Lab";

    private Lab? lab;

    /// <summary>The lab; where none can be raised, asking for it skips the test.</summary>
    public Lab Lab
    {
        get
        {
            Lab.Require();
            return lab!;
        }
    }

    /// <inheritdoc cref="Lab.Hosts"/>
    public IReadOnlyList<string> Hosts => Lab.Hosts;

    /// <inheritdoc cref="Lab.SshConfig"/>
    public string SshConfig => Lab.SshConfig;

    /// <inheritdoc cref="Lab.Inventory"/>
    public string Inventory => Lab.Inventory;

    /// <inheritdoc cref="Lab.ProcessesAsync"/>
    public Task<IReadOnlyList<HostProcess>> ProcessesAsync(string host, CancellationToken cancellationToken = default) =>
        Lab.ProcessesAsync(host, cancellationToken);

    /// <inheritdoc cref="Lab.CutAsync"/>
    public Task CutAsync(string host, CancellationToken cancellationToken = default) => Lab.CutAsync(host, cancellationToken);

    /// <inheritdoc cref="Lab.MendAsync"/>
    public Task MendAsync(string host, CancellationToken cancellationToken = default) => Lab.MendAsync(host, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Lab.IsPossible)
            lab = await Lab.UpAsync(new LabOptions(8));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => lab?.DisposeAsync() ?? ValueTask.CompletedTask;
}
