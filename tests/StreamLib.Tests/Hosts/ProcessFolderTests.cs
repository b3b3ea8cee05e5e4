using System.Net.Sockets;
using StreamLib.Hosts;
using StreamLibTesting;

namespace StreamLibTests.Hosts;

public sealed class ProcessFolderTests
{
    private readonly string root = TemporaryFolder.Make();

    [Fact]
    public void What_killed_processes_have_left_is_removed_and_nothing_else()
    {
        // No process has a number above the highest one.
        var empty = Make("streamlib-ssh-4194305-a");
        var dead = Make("streamlib-ssh-4194305-b", listens: false);
        var alive = Make("streamlib-ssh-4194305-c", listens: true);
        var own = Make($"streamlib-ssh-{Environment.ProcessId}-d");
        var other = Make("streamlib-ssh");
        var young = Directory.CreateDirectory(Path.Combine(root, "streamlib-ssh-4194305-e")).FullName;

        ProcessFolder.OfConnections.Clear(root);

        Directory.GetDirectories(root).ShouldBe([alive, own, other, young], ignoreOrder: true);
        Directory.Exists(empty).ShouldBeFalse();
        Directory.Exists(dead).ShouldBeFalse();
    }

    private string Make(string name, bool? listens = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        if (listens is { } still)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            // Closing the socket by its end removes the file: a killed process leaves it.
            socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "t")));
            File.Move(Path.Combine(folder, "t"), Path.Combine(folder, "s"));
            socket.Listen();
            if (!still) socket.Dispose();
        }

        Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddHours(-1));
        return folder;
    }

    [Theory]
    [InlineData("/tmp/build%2Fmain")]
    [InlineData("/tmp/%h")]
    [InlineData("/tmp/${HOME}")]
    [InlineData("/no/such/folder")]
    [InlineData("/etc/passwd")]
    [InlineData("tmp")]
    [InlineData("/tmp/\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u842c\u5104\u5146")]
    public void A_folder_that_ssh_would_misread_or_nobody_can_use_is_left_alone(string folder) => ProcessFolder.WhyNot(folder).ShouldNotBeNull();

    [Theory]
    [InlineData("/tmp")]
    [InlineData("/var/tmp")]
    public void Plain_folders_serve(string folder) => ProcessFolder.WhyNot(folder).ShouldBeNull();
}
