using System.Xml.Linq;
using System.Xml.Schema;

namespace StreamLibTests.Results;

/// <summary>The schemas are other people's files and no part of this repository: STREAMLIB_XSD_DIR names the folder that holds them.</summary>
public class XsdTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("STREAMLIB_XSD_DIR");

    public static bool HasSchemas => Folder is { Length: > 0 };

    public static TheoryData<string> Kinds => [.. ResultXml.Kinds, "odd"];

    [Theory(Skip = "STREAMLIB_XSD_DIR names no folder with junit-10.xsd and vstst.xsd", SkipUnless = nameof(HasSchemas))]
    [MemberData(nameof(Kinds))]
    public void JUnit_is_valid_for_the_strictest_reader(string kind) =>
        Validate(ResultXml.JUnitOf(run => ResultXml.Play(run, kind)), "junit-10.xsd", "").ShouldBeEmpty();

    [Theory(Skip = "STREAMLIB_XSD_DIR names no folder with junit-10.xsd and vstst.xsd", SkipUnless = nameof(HasSchemas))]
    [MemberData(nameof(Kinds))]
    public void Trx_is_valid_for_visual_studio(string kind) =>
        Validate(ResultXml.TrxOf(run => ResultXml.Play(run, kind)), "vstst.xsd", ResultXml.Trx.NamespaceName).ShouldBeEmpty();

    private static List<string> Validate(XDocument document, string schema, string space)
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(space, Path.Combine(Folder!, schema));
        var errors = new List<string>();
        document.Validate(schemas, (_, e) => errors.Add(e.Message));
        return errors;
    }
}
