using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using PolicyEngine.Cli.Base;
using PolicyEngine.Testing;
using PolicyEngine.Testing.Registries;

namespace PolicyEngine.Cli.Tests.GitHub;

/// <summary>The script that installs the program on a runner, with a runner's variables, against a served release.</summary>
public sealed class InstallScriptTests
{
    private const string Archive = "policyengine-linux-x64.tar.gz";
    private const string Program = "#!/bin/sh\necho the program of the release\n";
    private static readonly string Release = $"/v{ProgramBuild.Version}/";

    [SkippableFact]
    public async Task The_program_of_the_release_is_installed_once_and_checked_each_time()
    {
        await using var server = await OddServer.StartAsync();
        using var runner = new TemporaryFolder();
        var archive = ArchiveOf(Program);
        Serve(server, Archive, archive);
        Serve(
            server,
            "SHA256SUMS",
            Encoding.ASCII.GetBytes($"{new string('0', 64)}  policyengine-osx-x64.tar.gz\n{Hash(archive)}  {Archive}\n")
        );
        var first = await InstallAsync(runner, server);
        Assert.True(first.Status == 0, first.Output + first.Error);
        var program = Path.Combine(runner.Read("path").Trim(), "policyengine");
        Assert.Equal("the program of the release\n", await TestProcess.SucceedAsync(program));

        Assert.Equal(0, (await InstallAsync(runner, server)).Status);
        Assert.Equal(2, server.Received.Count);

        await File.WriteAllTextAsync(program, "#!/bin/sh\necho another one\n");
        Assert.Equal(0, (await InstallAsync(runner, server)).Status);
        Assert.Equal("the program of the release\n", await TestProcess.SucceedAsync(program));
        Assert.Equal(4, server.Received.Count);
    }

    [SkippableTheory]
    [InlineData("", "The checksum of")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "The checksum of")]
    [InlineData(null, "has no SHA256SUMS")]
    public async Task What_has_another_checksum_is_not_installed(string? sums, string message)
    {
        await using var server = await OddServer.StartAsync();
        using var runner = new TemporaryFolder();
        Serve(server, Archive, ArchiveOf(Program));
        if (sums is not null)
        {
            Serve(server, "SHA256SUMS", Encoding.ASCII.GetBytes($"{sums}  {Archive}\n"));
        }

        var run = await InstallAsync(runner, server);
        Assert.Equal(1, run.Status);
        Assert.Contains($"::error::", run.Output, StringComparison.Ordinal);
        Assert.Contains(message, run.Output, StringComparison.Ordinal);
        Assert.Equal("(does not exist)\n", runner.Read("path"));
    }

    [SkippableFact]
    public async Task A_checksum_that_the_user_names_counts_more_than_that_of_the_release()
    {
        await using var server = await OddServer.StartAsync();
        using var runner = new TemporaryFolder();
        var archive = ArchiveOf(Program);
        Serve(server, Archive, archive);
        Assert.Equal(0, (await InstallAsync(runner, server, ("INPUT_CHECKSUM", Hash(archive)))).Status);
        using var other = new TemporaryFolder();
        Assert.Equal(1, (await InstallAsync(other, server, ("INPUT_CHECKSUM", Hash([1])))).Status);
    }

    [SkippableFact]
    public async Task Without_a_release_or_a_platform_the_message_says_what_to_do()
    {
        await using var server = await OddServer.StartAsync();
        using var runner = new TemporaryFolder();
        Assert.Contains("or set 'build: true'", (await InstallAsync(runner, server)).Output, StringComparison.Ordinal);
        Assert.Contains(
            "no binary for Linux ARM.",
            (await InstallAsync(runner, server, ("RUNNER_ARCH", "ARM"))).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'missing' is not an executable file",
            (await InstallAsync(runner, server, ("INPUT_BINARY", "missing"))).Output,
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task A_binary_needs_no_network_and_no_file_of_the_checkout_has_a_say()
    {
        await using var server = await OddServer.StartAsync();
        using var runner = new TemporaryFolder();
        runner.Write("workspace/tools/pe", Program);
        runner.Write("workspace/Directory.Build.props", "<Project><PropertyGroup><Version>6.6.6</Version></PropertyGroup></Project>");
        runner.Write("workspace/global.json", "{ \"sdk\": { \"version\": \"1.0.0\" } }");
        await TestProcess.SucceedAsync("chmod", "+x", Path.Combine(runner.Path, "workspace/tools/pe"));
        var run = await InstallAsync(runner, server, ("INPUT_BINARY", "tools/pe"));
        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.Equal(
            "the program of the release\n",
            await TestProcess.SucceedAsync(Path.Combine(runner.Read("path").Trim(), "policyengine"))
        );
        Assert.Empty(server.Received);

        await InstallAsync(runner, server);
        Assert.All(server.Received, r => Assert.Contains(Release, r.Line, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_script_for_Windows_does_the_same()
    {
        Skip.If(RealTool.Find("pwsh") is null, "PowerShell (pwsh) is not installed.");
        await using var server = await OddServer.StartAsync();
        using var runner = new TemporaryFolder();
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = zip.CreateEntry("policyengine.exe").Open();
            await entry.WriteAsync(Encoding.ASCII.GetBytes(Program));
        }

        Serve(server, "policyengine-win-x64.zip", bytes.ToArray());
        Serve(server, "SHA256SUMS", Encoding.ASCII.GetBytes($"{Hash(bytes.ToArray())}  policyengine-win-x64.zip\n"));
        var run = await InstallAsync(runner, server, ("RUNNER_OS", "Windows"));
        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.Equal(Program, runner.Read(Path.GetRelativePath(runner.Path, Path.Combine(runner.Read("path").Trim(), "policyengine.exe"))));
        Assert.Equal(0, (await InstallAsync(runner, server, ("RUNNER_OS", "Windows"))).Status);
        Assert.Equal(2, server.Received.Count);
        Serve(server, "SHA256SUMS", Encoding.ASCII.GetBytes($"{new string('0', 64)}  policyengine-win-x64.zip\n"));
        using var other = new TemporaryFolder();
        var refused = await InstallAsync(other, server, ("RUNNER_OS", "Windows"));
        Assert.Equal(1, refused.Status);
        Assert.Contains("The checksum of", refused.Output, StringComparison.Ordinal);
    }

    private static Task<EndedProcess> InstallAsync(TemporaryFolder runner, OddServer server, params (string Name, string Value)[] more)
    {
        Skip.If(OperatingSystem.IsWindows(), "The scripts run on a Linux runner here.");
        Directory.CreateDirectory(Path.Combine(runner.Path, "temp"));
        Directory.CreateDirectory(Path.Combine(runner.Path, "workspace"));
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ACTION_PATH"] = TemporaryFolder.Repository,
            ["GITHUB_WORKSPACE"] = Path.Combine(runner.Path, "workspace"),
            ["GITHUB_OUTPUT"] = Path.Combine(runner.Path, "output"),
            ["GITHUB_PATH"] = Path.Combine(runner.Path, "path"),
            ["RUNNER_TEMP"] = Path.Combine(runner.Path, "temp"),
            ["RUNNER_TOOL_CACHE"] = Path.Combine(runner.Path, "tools"),
            ["RUNNER_OS"] = "Linux",
            ["RUNNER_ARCH"] = "X64",
            ["POLICYENGINE_RELEASES"] = server.Url.ToString().TrimEnd('/'),
        };
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        var scripts = Path.Combine(TemporaryFolder.Repository, ".github", "action");
        return variables["RUNNER_OS"] == "Windows"
            ? TestProcess.RunAsync(
                "pwsh",
                ["-NoProfile", "-File", Path.Combine(scripts, "install.ps1")],
                Path.Combine(runner.Path, "workspace"),
                variables
            )
            : TestProcess.RunAsync("bash", [Path.Combine(scripts, "install.sh")], Path.Combine(runner.Path, "workspace"), variables);
    }

    private static void Serve(OddServer server, string name, byte[] content) => server.On($"GET {Release}{name}", Answer.Blob(content));

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] ArchiveOf(string program)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, "policyengine")
                {
                    DataStream = new MemoryStream(Encoding.ASCII.GetBytes(program)),
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                }
            );
        }

        return bytes.ToArray();
    }
}
