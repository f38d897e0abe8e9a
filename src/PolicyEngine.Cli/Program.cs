using PolicyEngine.Cli;
using PolicyEngine.Cli.Base;

CliEnvironment environment;
try
{
    environment = CliEnvironment.OfProcess();
}
catch (Exception e) when (SystemLimit.IsReached(e))
{
    return PolicyEngineApp.Refuse(SystemLimit.Text, ExitCode.Failed);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    return PolicyEngineApp.Refuse($"The working directory is not accessible; it may have been deleted. {e.Message}", ExitCode.Failed);
}

try
{
    return await PolicyEngineApp.RunAsync(args, environment);
}
catch (Exception e) when (SystemLimit.IsReached(e))
{
    return PolicyEngineApp.Refuse(SystemLimit.Text, ExitCode.Failed);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    return PolicyEngineApp.Refuse($"The output could not be written completely: {e.Message}", ExitCode.LeftUndone);
}
