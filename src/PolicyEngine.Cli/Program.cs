using PolicyEngine.Cli;
using PolicyEngine.Cli.Base;

if (FileHandles.Problem() is { } problem)
{
    return PolicyEngineApp.Refuse(problem, ExitCode.Failed);
}

// A thread of the runtime itself that cannot be started ends the process, whatever the program would catch.
AppDomain.CurrentDomain.UnhandledException += (_, failure) =>
{
    if (failure.ExceptionObject is Exception e && SystemLimit.IsReached(e))
    {
        Environment.Exit(PolicyEngineApp.Refuse(SystemLimit.Text, ExitCode.Failed));
    }
};

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
