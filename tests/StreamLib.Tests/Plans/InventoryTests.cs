using StreamLib.Plans;

namespace StreamLibTests.Plans;

public sealed class InventoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamlib-inventory-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_host_has_what_its_inventory_says()
    {
        Write("""
            {"hosts":{"srv1":{"connect":"ssh:srv1|exec:sudo -n","address":"192.168.100.1","addresses":{"storage":"10.9.0.1"},
              "groups":["25g"],"params":{"nic":"ens2f0","mtu":9000,"jumbo":true},"directory":"/scratch"}}}
            """);
        var host = HostList.Parse("@lab.json", _folder).ShouldHaveSingleItem();
        host.ToString().ShouldBe("srv1=ssh:srv1|exec:sudo -n");
        host.Address.ShouldBe("192.168.100.1");
        host.Addresses["storage"].ShouldBe("10.9.0.1");
        host.Groups.ShouldBe(["25g"]);
        host.Parameters.ShouldBe([new("jumbo", "true"), new("mtu", "9000"), new("nic", "ens2f0")]);
        host.Directory.ShouldBe("/scratch");
    }

    [Fact]
    public void A_group_is_a_part_of_it_in_its_order()
    {
        Write("""{"hosts":{"b":{"groups":["x"]},"c":{"connect":"local:"},"a":{"groups":["y","x"]}}}""");
        string.Join(' ', HostList.Parse("ssh:h0,@lab.json:x", _folder)).ShouldBe("h0=ssh:h0 b=ssh:b a=ssh:a");
        Error("@lab.json:z").ShouldBe("error SL1111: The inventory 'lab.json' has no host in group 'z'. Its groups are x, y.");
    }

    [Fact]
    public void A_name_is_unique_across_the_list()
    {
        Write("""{"hosts":{"b":{}}}""");
        Error("@lab.json,b=local:").ShouldBe("error SL1106: The name 'b' is given to 2 hosts: b=ssh:b and b=local:. Give each a name of its own, as in NAME=KIND:SPEC.");
    }

    [Theory]
    [InlineData("""{"hosts":[]}""", "error SL1112: The inventory 'lab.json' is no inventory: write {\"hosts\": {\"NAME\": {\"connect\": \"ssh:NAME\"}}}.")]
    [InlineData("""{"hosts":{"a":{"conect":"ssh:a"}}}""", "error SL1113: Host 'a' of inventory 'lab.json' has an unknown \"conect\": it can have connect, address, addresses, groups, params, onFailure, collect and directory.")]
    [InlineData("""{"hosts":{"a":{"address":1}}}""", "error SL1113: Host 'a' of inventory 'lab.json' has a \"address\" that is no text.")]
    [InlineData("""{"hosts":{"a":{"params":{"x":[]}}}}""", "error SL1113: Host 'a' of inventory 'lab.json' has \"params\" that are no object of texts, numbers or booleans.")]
    [InlineData("""{"hosts":{"a b":{}}}""", "error SL1113: Host 'a b' of inventory 'lab.json' is no name of a host: letters, digits, '.', '-' and '_', a letter or digit first.")]
    [InlineData("""{"hosts":{"a":{"connect":"ftp:a"}}}""", "error SL1101: Host 'a' of inventory 'lab.json': 'ftp:a' is no host: there is no kind 'ftp'. The kinds are exec:PREFIX, local:, slurm:, slurm:nodes=N,OPTION=VALUE, ssh:NAME and ssh://user@host:port.")]
    public void A_mistake_in_it_says_where(string json, string error)
    {
        Write(json);
        Error("@lab.json").ShouldBe(error);
    }

    [Fact]
    public void What_is_no_JSON_says_the_line()
    {
        Write("{\n]");
        Error("@lab.json").ShouldStartWith("error SL1112: The inventory 'lab.json' is no JSON: ");
        Error("@lab.json").ShouldContain("LineNumber: 1");
    }

    private string Error(string list) => Should.Throw<PlanException>(() => HostList.Parse(list, _folder)).Text;

    private void Write(string json) => File.WriteAllText(Path.Combine(_folder, "lab.json"), json);
}
