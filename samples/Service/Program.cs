return await StreamLib.TestApplication.RunAsync(args);
