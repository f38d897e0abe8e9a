using PolicyEngine.Cli;

CliEnvironment environment;
try
{
    environment = CliEnvironment.OfProcess();
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    return PolicyEngineApp.Refuse($"The working directory cannot be used; it may have been deleted. {e.Message}", ExitCode.Failed);
}

try
{
    return await PolicyEngineApp.RunAsync(args, environment);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    return PolicyEngineApp.Refuse($"What the command says cannot be written in whole: {e.Message}", ExitCode.LeftUndone);
}
catch (Exception e) when (e is OutOfMemoryException or TaskSchedulerException or TypeInitializationException or InsufficientExecutionStackException)
{
    return PolicyEngineApp.Refuse("The system gives too little memory, or too few threads or file handles. What an apply did until then is in its journal.", ExitCode.Failed);
}
