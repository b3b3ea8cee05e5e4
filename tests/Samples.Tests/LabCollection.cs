using StreamLibTesting;

namespace StreamLibSamplesTests;

[CollectionDefinition(LabFixture.Collection)]
public sealed class LabCollection : ICollectionFixture<LabFixture>;
