using System.Reflection;
using System.Text;

namespace StreamLibTesting;

/// <summary>The public surface of an assembly as text, so that a change of it shows in a diff.</summary>
public static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Every public type with its public and protected members, sorted by name. What the compiler adds to records is left out.</summary>
    /// <param name="assembly">The assembly.</param>
    public static string Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type, full: true)).AppendLine(Bases(type));
            foreach (var member in Members(type).Order(StringComparer.Ordinal)) text.Append("    ").AppendLine(member);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum) return Enum.GetNames(type);
        return type.GetMembers(Declared).Where(m => !m.Name.Contains('<', StringComparison.Ordinal)).Select(m => m switch
        {
            ConstructorInfo c when IsVisible(c) && !IsCopy(c) => $"new({Parameters(c)})",
            PropertyInfo p when IsVisible(p.GetMethod ?? p.SetMethod) && p.Name != "EqualityContract" =>
                $"{Static(p.GetMethod ?? p.SetMethod!)}{Name(p.PropertyType)} {p.Name}{Index(p)} {{ {(IsVisible(p.GetMethod) ? "get; " : "")}{(IsVisible(p.SetMethod) ? Setter(p) : "")}}}",
            FieldInfo { IsSpecialName: false } f when f.IsPublic || f.IsFamily => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name}",
            MethodInfo method when IsVisible(method) && IsOurs(method) => $"{Static(method)}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})",
            _ => null,
        }).OfType<string>();
    }

    private static bool IsOurs(MethodInfo method) =>
        (!method.IsSpecialName || method.Name is "op_Implicit" or "op_Explicit")
        && method.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "PrintMembers" or "<Clone>$");

    private static bool IsVisible(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [{ } only] && only.ParameterType == constructor.DeclaringType;

    private static string Static(MethodBase method) => method switch
    {
        { IsStatic: true } => "static ",
        { IsAbstract: true, DeclaringType.IsInterface: false } => "abstract ",
        { IsVirtual: true, IsFinal: false, DeclaringType.IsInterface: false } => "virtual ",
        _ => "",
    } + (method.IsFamily ? "protected " : "");

    private static string Setter(PropertyInfo property) =>
        property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") ? "init; " : "set; ";

    private static string Index(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index
        ? $"[{string.Join(", ", index.Select(p => $"{Name(p.ParameterType)} {p.Name}"))}]"
        : "";

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")}"));

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = (type.BaseType is { } b && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum) ? [b] : Array.Empty<Type>())
            .Concat(type.IsEnum ? [] : type.GetInterfaces().Except(inherited).Where(i => i.IsVisible && !i.Name.StartsWith("IEquatable", StringComparison.Ordinal)));
        return bases.Any() ? $" : {string.Join(", ", bases.Select(t => Name(t)))}" : "";
    }

    private static string Name(Type type, bool full = false)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return Name(value) + "?";
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsByRef) return "ref " + Name(type.GetElementType()!);
        var name = full ? type.FullName!.Replace('+', '.') : type.IsNested && !type.IsGenericParameter ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
        if (!type.IsGenericType) return name;
        return $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(t => Name(t)))}>";
    }
}
