using PackagesTests;

[assembly: AssemblyFixture(typeof(PackageFeed))]
