using StreamLib.Plans;

namespace StreamLib.Hosts;

/// <summary>The texts of all that can go wrong with a host.</summary>
internal static class HostErrors
{
    public static HostException Unreachable(HostSpec host, string words, bool mayPass = true) =>
        new("SL2001", host.Name, $"{Which(host)} cannot be reached: {words}. Check that it is up and that its name and port are right.", mayPass);

    public static HostException LocalSsh(HostSpec host, string words) =>
        new("SL2070", host.Name, $"The ssh client of this machine cannot be used to reach {Lower(host)}: {words}. "
            + "Nothing was sent to the host. Correct that on this machine: 'ssh -G' with the same configuration shows it.");

    public static HostException NoLocalFolder(HostSpec host, string words) =>
        new("SL2071", host.Name, $"This machine has no folder for the sockets of {Lower(host)}: {words}.");

    public static HostException NotReached(HostSpec to, string address, HostSpec from, string use) =>
        new("SL2072", to.Name, $"The address of {Lower(to)} is {address}, which leads from host {from.Name} to something else; {use}. "
            + "Give the host an \"address\" in an inventory that the other hosts reach it by.");

    public static HostException HostKey(HostSpec host, string words) =>
        new("SL2002", host.Name, $"{Which(host)} could not prove that it is the one that is known: {words}. Compare its key, then add it to known_hosts (ssh-keyscan) or remove the old one (ssh-keygen -R).");

    public static HostException Denied(HostSpec host, string words) =>
        new("SL2003", host.Name, $"{Which(host)} does not let this user in: {words}. Log in by hand once with ssh, and check the user, the key and the agent; nothing asks for a password here unless SSH_ASKPASS is set.");

    public static HostException NoShell(HostSpec host, string words) =>
        new(
            "SL2004",
            host.Name,
            $"{Which(host)} started no POSIX shell: {words}. The way in must lead to a machine with /bin/sh, coreutils or busybox."
                + SystemLimits.In(words));

    public static HostException NoFolder(HostSpec host, string words) =>
        new(
            "SL2005",
            host.Name,
            $"{Which(host)} has no place to work in: {words}. "
                + $"Give it a \"directory\" in the inventory that this user can write and that has room.{SystemLimits.In(words)}");

    public static HostException Lost(HostSpec host, string words) =>
        new("SL2006", host.Name, $"{Which(host)} was lost: {words}.{LongerTime(words)}{SystemLimits.In(words)}");

    public static HostException Launcher(HostSpec host, string program, StartFailure failure) =>
        new(
            failure.IsLimit ? "SL3030" : "SL2007",
            host.Name,
            $"{Which(host)}: '{program}' could not be started on this machine: {failure.Why}. {failure.WayOut}");

    public static HostException Forward(HostSpec host, string words) =>
        new("SL2008", host.Name, $"{Which(host)} cannot reach back to this machine: {words}. Its sshd must allow TCP forwarding (AllowTcpForwarding).");

    public static HostException Session(HostSpec host, string words) =>
        new(
            "SL2009",
            host.Name,
            $"{Which(host)} starts no session: {words}. Its sshd may allow none (MaxSessions 0), or the user may have as many logins as "
                + $"the host allows (maxlogins in limits.conf).{SystemLimits.In(words)}");

    public static HostException Transfer(HostSpec host, string what, string words) =>
        new("SL2010", host.Name, $"{Which(host)}: {what} failed: {words}.{SystemLimits.In(words)}");

    public static HostException Archive(HostSpec host, string entry) =>
        new("SL2011", host.Name, $"{Which(host)} sent an archive with '{entry}' in it, which leads out of the folder it belongs to. Nothing of it was written there; do not trust this host.");

    public static HostException Unsupported(HostSpec host, string what, string wayOut) =>
        new("SL2012", host.Name, $"{Which(host)} {what}. {wayOut}");

    public static HostException NotGranted(HostSpec host, string words) =>
        new("SL2020", host.Name, $"{Which(host)}: Slurm gave no nodes: {words}. Look at sinfo and squeue, and check the options.");

    public static HostException NoNodes(HostSpec host, string job, string words) =>
        new("SL2021", host.Name, $"{Which(host)}: the nodes of Slurm job {job} are not known: {words}. Check the number with squeue.");

    public static HostException NoStep(HostSpec host, string words) =>
        new("SL2022", host.Name, $"{Which(host)}: Slurm started no step there: {words}. Look at squeue for its job, and at sinfo for the node.", mayPass: IsPassing(words));

    public static HostException Held(HostSpec host, string holders, TimeSpan? waited) =>
        new("SL2030", host.Name, $"{Which(host)} is not free: {holders} it{(waited is { } time ? $", still after {HostOptions.Seconds(time)} s" : "")}. Wait {(waited is null ? "for it" : "longer")} with --wait-for-hosts=30m, or use other hosts.");

    public static HostException CannotBeHeld(HostSpec host, string words) =>
        new("SL2031", host.Name, $"{Which(host)} cannot be held for one job alone: {words}. Leave out --exclusive-hosts, or use another host.");

    public static HostException NoRuntime(HostSpec host, string application, string needs, string found, string why) =>
        new("SL2040", host.Name, $"{Which(host)} has no .NET runtime for {application}, which needs {needs} (found there: {found}), and that of this machine cannot be sent: {why}. Install it there, put dotnet into the PATH, or run a command or a script instead of a class (CommandsOnly of the stream, in a C# test).");

    public static HostException Deaf(HostSpec host) =>
        new(
            "SL2080",
            host.Name,
            $"{Which(host)} starts processes with SIGCHLD ignored or blocked, so that no shell there sees its commands end. "
            + "Repair what starts the shell there: its launcher, or the service that accepts logins.");

    public static HostException NotAsked(HostSpec host, string words) =>
        new("SL2060", host.Name, $"{Which(host)} could not be asked for what the test requires: {words}.");

    public static HostException Lacks(HostSpec host, string[] programs) => new(
        "SL2061",
        host.Name,
        $"{Which(host)} cannot be used: it has no {NeededPrograms.Describe(programs)} in its PATH. "
        + $"Install what is missing, as in 'apt-get install {NeededPrograms.PackagesOf(programs)}', "
        + "or put it on the PATH of this user there.");

    public static HostException Blind(HostSpec host, string seen) => new(
        "SL2062",
        host.Name,
        $"{Which(host)} cannot be used: {(seen == "none" ? "it has no /proc" : "its /proc shows the processes of another PID namespace")}, "
        + "so nothing that runs there could be found and ended. Mount it there, as in 'mount -t proc proc ROOT/proc' for chroot "
        + "or 'unshare --pid --fork --mount-proc'. A host has to run Linux.");

    public static HostException NotPrepared(HostSpec host, string what, string words) =>
        new("SL2063", host.Name, $"{Which(host)}: {what} failed: {words}. This is not the fault of what was to run there.");

    public static HostException SessionLost(HostSpec host, string line, string words) => new(
        "SL2064",
        host.Name,
        $"{Which(host)} is still there, but the session of '{line}' ended before it told how that ended{words}. "
        + "Something killed the session there or on the way: look at the log of that host, and at its limits of memory and processes.");

    public static HostException NotEnded(HostSpec host, string line, string left) => new(
        "SL2065",
        host.Name,
        $"{Which(host)}: '{line}' could not be ended: {left}, which this user may not end, still runs there. "
        + "Let the command end what it starts as another user, or open the host as that user, as in 'ssh:h1|exec:sudo -n'.");

    public static HostException LauncherFailed(HostSpec host, string launcher, string words) => new(
        "SL2066",
        host.Name,
        $"{Which(host)}: '{launcher}' started no shell there: {words}. "
        + "Run it there by hand; it must start a command without asking anything.");

    public static HostException Payload(HostSpec host, string what, string words) =>
        new("SL2050", host.Name, $"{Which(host)}: {what} failed on this machine: {words}.");

    public static HostException BadArchive(HostSpec host, string words) =>
        new("SL2051", host.Name, $"{Which(host)} sent an archive that cannot be read: {words}. What came before it is there.");

    public static HostException TooMuch(HostSpec host, string what) =>
        new("SL2052", host.Name, $"{Which(host)} sent far more than it was asked for and was cut off: {what}. What came before is there.");

    public static HostException NoRoom(HostSpec host, string path, string words) =>
        new("SL2053", host.Name, $"What {Lower(host)} sent cannot be kept in {path} on this machine: {words}. Make room there.");

    private static bool IsPassing(string words) =>
        words.Contains("timed out", StringComparison.OrdinalIgnoreCase) || words.Contains("connection failure", StringComparison.OrdinalIgnoreCase)
        || words.Contains("Unable to contact", StringComparison.Ordinal) || words.Contains("temporarily", StringComparison.OrdinalIgnoreCase);

    private static string LongerTime(string words) => words.Contains("TIME LIMIT", StringComparison.OrdinalIgnoreCase)
        ? " Ask for a longer allocation, as in time=60 (minutes)."
        : "";

    private static string Lower(HostSpec host) => $"host{Which(host)["Host".Length..]}";

    private static string Which(HostSpec host)
    {
        var way = string.Join('|', host.Way);
        return way.EndsWith($":{host.Name}", StringComparison.Ordinal) || way == $"{host.Name}:" ? $"Host {host.Name}" : $"Host {host.Name} ({way})";
    }
}
