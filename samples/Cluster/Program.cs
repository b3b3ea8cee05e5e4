// The killed leader in C#: dotnet run --project samples/Cluster -- run LeaderElection
return await StreamLib.TestApplication.RunAsync(args);
