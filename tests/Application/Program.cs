return await StreamLib.TestApplication.RunAsync(args).ConfigureAwait(false);
