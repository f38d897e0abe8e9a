using PolicyEngine.Cli;

return await PolicyEngineApp.RunAsync(args, CliEnvironment.OfProcess());
