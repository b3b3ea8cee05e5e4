using PackagesTests;

// Each test starts a build: several at once would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(PackageFeed))]
