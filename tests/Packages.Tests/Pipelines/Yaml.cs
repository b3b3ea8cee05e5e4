using YamlDotNet.RepresentationModel;

namespace PackagesTests.Pipelines;

/// <summary>YAML, read strictly: a key that the schema of the file does not have is an error.</summary>
internal static class Yaml
{
    public static YamlMappingNode Read(string file)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(Repository.File($"samples/pipelines/{file}"));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.ShouldHaveSingleItem().RootNode;
    }

    /// <summary>A mapping that has these keys and no others, those with a question mark perhaps.</summary>
    public static YamlMappingNode WithKeys(this YamlNode node, params string[] keys)
    {
        var map = node.ShouldBeOfType<YamlMappingNode>();
        map.Keys().ShouldBeSubsetOf(keys.Select(key => key.TrimEnd('?')));
        keys.Where(key => !key.EndsWith('?')).ShouldBeSubsetOf(map.Keys());
        return map;
    }

    public static string[] Keys(this YamlNode node) => [.. ((YamlMappingNode)node).Children.Keys.Select(key => key.ToString())];

    public static bool Has(this YamlNode node, string key) => node.Keys().Contains(key);

    public static string Text(this YamlNode node, string key) => node[key].ShouldBeOfType<YamlScalarNode>().Value!;

    public static YamlNode[] Items(this YamlNode node, string key) => [.. node[key].ShouldBeOfType<YamlSequenceNode>()];

    public static string[] Texts(this YamlNode node, string key) => [.. node.Items(key).Select(item => item.ShouldBeOfType<YamlScalarNode>().Value!)];
}
