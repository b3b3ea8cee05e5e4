using StreamLibTesting;

namespace StreamLibTestingTests;

[CollectionDefinition(LabFixture.Collection)]
public sealed class LabCollection : ICollectionFixture<LabFixture>;
