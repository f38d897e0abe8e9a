using System.CommandLine;
using PolicyEngine.Cli.Base;
using PolicyEngine.Cli.Facts;
using PolicyEngine.Cli.Files;
using PolicyEngine.Cli.Options;
using PolicyEngine.Cli.Planning;
using PolicyEngine.Cli.Policies;
using PolicyEngine.Cli.Reading;
using PolicyEngine.Cli.Running;
using PolicyEngine.Cli.Targets;
using PolicyEngine.Cli.Terminal;
using PolicyEngine.Compiling;
using PolicyEngine.Policies;
using PolicyEngine.Registry.Contract;
using PolicyEngine.Snapshots;

namespace PolicyEngine.Cli.Commands;

/// <summary><c>snapshot REPOSITORY…</c>: the resolved state as a file, usable everywhere as <c>--snapshot FILE</c>.</summary>
internal static class SnapshotCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner runner)
    {
        var repositories = new Argument<string[]>("REPOSITORY")
        {
            Description = "registry/repository, where the repository may be a glob, or oci-layout:PATH",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Write to a file instead of standard output; gzipped if its name ends in .gz",
            HelpName = "FILE",
        };
        var policies = new Option<string[]>("--policy")
        {
            Description = "Also read what a policy, or a folder of policies, goes by: facts, and provenance for bases (repeatable)",
            HelpName = "POLICY",
        };
        var sources = new SourceOptions();
        var command = new DocumentedCommand("snapshot", "Write the resolved state of repositories as a file for --snapshot")
        {
            Examples =
            [
                ("ghcr.io/acme/web --output state.json.gz", "One repository"),
                ("\"ghcr.io/acme/*\" oci-layout:./registry", "Several, to standard output"),
                ("ghcr.io/acme/web --policy policies/web.yaml -o state.json", "With the facts that a policy goes by"),
            ],
        };
        command.Arguments.Add(repositories);
        command.Options.Add(output);
        command.Options.Add(policies);
        sources.AddTo(command);
        ArgumentRules.RejectOptions(repositories, command);
        runner.Bind(command, async (context, _, cancellationToken) =>
        {
            var path = context.Parsed.GetValue(output);
            if (path is not null)
            {
                OutputFile.Check(context.Directory.Resolve(path), path);
            }

            var facts = new List<SnapshotFact>();
            var needsProvenance = false;
            if (context.Parsed.GetValue(policies) is { Length: > 0 } named)
            {
                if (await AskAsync(context, sources, named, facts, cancellationToken).ConfigureAwait(false) is not { } asking)
                {
                    return ExitCode.Failed;
                }

                needsProvenance = asking.Policies.Any(policy => policy.KeepsBases);
            }

            var targets = sources.Overrides(context.Parsed).Apply([.. context.Parsed.GetValue(repositories)!.Select(TargetList.Parse)]);
            using var progress = new ProgressReport(context.Messages, context.Environment);
            var clients = new ClientPool(sources.Create(context, progress));
            await using (clients.ConfigureAwait(false))
            {
                var resolver = new TargetResolver(clients, context.Messages);
                foreach (var target in targets)
                {
                    await resolver.AddAsync(target, context.Directory.FullPath, cancellationToken).ConfigureAwait(false);
                }

                progress.Begin(resolver.Requests.Count);
                var read = await RepositoryReading
                    .ReadAsync(
                        resolver.Requests,
                        clients,
                        sources.Concurrency(context.Parsed),
                        static () => new SnapshotRepositoryBuilder(),
                        new WholeRepositoryGuide(needsConfigs: true, needsProvenance: needsProvenance),
                        static (builder, info) => builder.Build(info),
                        progress,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                Write(context, path, read, facts);
                return Tell(context.Messages, read, resolver.IsIncomplete || facts.Exists(fact => fact.Answer.Problem is not null));
            }
        });
        return command;
    }

    private static void Write(
        CommandContext context,
        string? path,
        IReadOnlyList<SnapshotRepository> repositories,
        List<SnapshotFact> facts
    )
    {
        if (path is null)
        {
            context.WriteOutput(stream => SnapshotWriter.Write(stream, repositories, facts: facts));
        }
        else
        {
            OutputFile.Write(context.Directory.Resolve(path), path, stream => SnapshotWriter.Write(stream, repositories, facts: facts));
        }
    }

    /// <summary>Asks the sources that policies go by; null where the policies have errors, which have been told then.</summary>
    private static async Task<PolicyCompilation?> AskAsync(
        CommandContext context,
        SourceOptions sources,
        string[] named,
        List<SnapshotFact> facts,
        CancellationToken cancellationToken
    )
    {
        var set = PolicySet.Compile(new PolicyFinder(context.Directory, context.Messages).Find(named), new CompilerOptions());
        if (!PolicyDiagnosticsOutput.Tell(context, set.Compilation, "text"))
        {
            return null;
        }

        var read = await new FactReading(context, sources).ReadAsync(set, cancellationToken).ConfigureAwait(false);
        foreach (var source in set.Compilation.Policies.SelectMany(policy => policy.AskedFacts))
        {
            var answer = read.Find(source.Policy, source.Key)!;
            var known = facts.FindIndex(fact => fact.IsOf(source));
            if (known < 0)
            {
                facts.Add(SnapshotFact.Of(source, answer));
            }
            else if (!facts[known].Answer.Content.SequenceEqual(answer.Content, StringComparer.Ordinal))
            {
                // Two policies can ask one clone about different branches, and a snapshot holds one answer.
                answer = answer with
                {
                    Problem =
                        $"Two policies ask '{source.Kind}' for the same and get different answers: a snapshot holds one of them. "
                        + "Write a snapshot for each policy.",
                };
                facts[known] = facts[known] with { Answer = answer };
            }

            foreach (var problem in new[] { answer.Problem, answer.PartProblem }.OfType<string>())
            {
                context.Messages.Error(problem);
            }
        }

        return set.Compilation;
    }

    private static int Tell(Messages messages, IReadOnlyList<SnapshotRepository> repositories, bool isIncomplete)
    {
        foreach (var repository in repositories)
        {
            if (!repository.Info.Complete)
            {
                messages.Error(
                    $"{repository.Info.FullName}: {repository.Info.Reason} The repository "
                        + $"could not be read completely; the snapshot says so."
                );
                isIncomplete = true;
            }
            else
            {
                messages.Info(FormattableString.Invariant($"{repository.Info.FullName}: {repository.Manifests.Count} manifests."));
            }
        }

        return isIncomplete ? ExitCode.Incomplete : ExitCode.Done;
    }
}
