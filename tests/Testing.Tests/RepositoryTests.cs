using StreamLibTesting;

namespace StreamLibTestingTests;

public sealed class RepositoryTests
{
    [Fact]
    public void The_root_is_the_checkout_of_these_tests() =>
        File.Exists(Repository.PathOf("tests", "Testing.Tests", "RepositoryTests.cs")).ShouldBeTrue();

    [Fact]
    public void The_version_is_a_version() => Version.TryParse(Repository.Version.Split('-')[0], out _).ShouldBeTrue();
}
