using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using StreamLib.Sync;

namespace StreamLib.Tasks;

/// <summary>Who a project is in the sync server of its build, or in another one that its environment names.</summary>
/// <param name="Address">Where the server listens.</param>
/// <param name="Token">The token that says who it is there.</param>
internal sealed record BuildParty(string Address, string Token)
{
    private const string AddressVariable = "STREAMLIB_SYNC";
    private const string TokenVariable = "STREAMLIB_TOKEN";

    /// <summary>The party that the environment of a project names; where it names none, one in the server of the build, which every later task of the project then sees in its environment.</summary>
    /// <param name="task">The task that asks.</param>
    /// <param name="name">What others call the project; by default its file name, and what tells it from others of that name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SyncException">The server could not be started, or not be reached.</exception>
    public static async Task<BuildParty> OfAsync(StreamTask task, string? name, CancellationToken cancellationToken)
    {
        var environment = task.TaskEnvironment;
        if (name is null && environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } address && environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
            return new BuildParty(address, token);
        var server = BuildServer.Of(task);
        var control = await SyncClient.ConnectAsync(server.Address, server.Token, cancellationToken).ConfigureAwait(false);
        await using var _ = control.ConfigureAwait(false);
        var party = new BuildParty(server.Address, await control.Ask("join", name ?? NameOf(task.BuildEngine), "", cancellationToken).ConfigureAwait(false));
        environment.SetEnvironmentVariable(AddressVariable, party.Address);
        environment.SetEnvironmentVariable(TokenVariable, party.Token);
        return party;
    }

    // Projects of one file name, and one project with several sets of properties, are several parties.
    private static string NameOf(IBuildEngine engine)
    {
        var properties = ((IBuildEngine6)engine).GetGlobalProperties();
        var identity = string.Join('\n', properties.OrderBy(p => p.Key, StringComparer.OrdinalIgnoreCase).Select(p => $"{p.Key}={p.Value}").Prepend(engine.ProjectFileOfTaskNode));
        var project = Path.GetFileNameWithoutExtension(engine.ProjectFileOfTaskNode).Replace(' ', '_');
        return $"{project}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..4]}";
    }
}
