using Cake.Core.Annotations;

// Scripts use plans, options and settings without a using of their own.
[assembly: CakeNamespaceImport("StreamLib")]
[assembly: CakeNamespaceImport("StreamLib.Plans")]
[assembly: CakeNamespaceImport("Cake.StreamLib")]
