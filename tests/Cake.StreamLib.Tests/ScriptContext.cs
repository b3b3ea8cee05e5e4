using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace CakeStreamLibTests;

/// <summary>The context of a script that was started with these arguments. The rest of Cake is not there.</summary>
internal sealed class ScriptContext(params (string Name, string? Value)[] arguments) : ICakeContext, ICakeArguments
{
    public ICakeArguments Arguments => this;

    public ICakeEnvironment Environment { get; } = new CakeEnvironment(new CakePlatform(), new CakeRuntime());

    public IFileSystem FileSystem => throw new NotSupportedException();

    public IGlobber Globber => throw new NotSupportedException();

    public ICakeLog Log => throw new NotSupportedException();

    public IProcessRunner ProcessRunner => throw new NotSupportedException();

    public IRegistry Registry => throw new NotSupportedException();

    public IToolLocator Tools => throw new NotSupportedException();

    public ICakeDataResolver Data => throw new NotSupportedException();

    public ICakeConfiguration Configuration => throw new NotSupportedException();

    public bool HasArgument(string name) => arguments.Any(argument => argument.Name == name);

    public ICollection<string> GetArguments(string name) => [.. arguments.Where(argument => argument.Name == name).Select(argument => argument.Value!)];

    public IDictionary<string, ICollection<string>> GetArguments() => arguments.Select(argument => argument.Name).Distinct().ToDictionary(name => name, GetArguments);
}
