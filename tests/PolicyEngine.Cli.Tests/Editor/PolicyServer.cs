using System.Text.Json.Nodes;
using PolicyEngine.Testing;

namespace PolicyEngine.Cli.Tests.Editor;

/// <summary>A session with <c>policyengine lsp</c>, held by the client library that VS Code uses. Not thread-safe.</summary>
internal sealed class PolicyServer
{
    private readonly JsonArray _steps = [];
    private readonly JsonObject _options = [];

    /// <summary>The address of a file.</summary>
    public static string Uri(string path) => new Uri(path).AbsoluteUri;

    /// <summary>Names the snapshot that verdicts are told from.</summary>
    public PolicyServer WithSnapshot(string path)
    {
        _options["snapshot"] = path;
        return this;
    }

    /// <summary>Opens a text; the answer is its diagnostics.</summary>
    public PolicyServer Open(string uri, string text)
    {
        _steps.Add((JsonNode)new JsonObject { ["open"] = uri, ["text"] = text });
        return this;
    }

    /// <summary>Changes a range, or the whole text where there is none; the answer is the new diagnostics.</summary>
    public PolicyServer Change(string uri, string text, (int Line, int Character)? start = null, (int Line, int Character)? end = null)
    {
        var change = new JsonObject { ["text"] = text };
        if (start is not null)
        {
            change["range"] = new JsonObject { ["start"] = Place(start.Value), ["end"] = Place((end ?? start).Value) };
        }

        _steps.Add((JsonNode)new JsonObject { ["change"] = uri, ["changes"] = new JsonArray((JsonNode)change) });
        return this;
    }

    /// <summary>Asks; the answer is the result, or an object with <c>error</c>.</summary>
    public PolicyServer Ask(string method, JsonObject parameters)
    {
        _steps.Add((JsonNode)new JsonObject { ["request"] = method, ["params"] = parameters });
        return this;
    }

    /// <summary>Asks about a place.</summary>
    public PolicyServer Ask(string method, string uri, int line, int character, params (string Name, JsonNode Value)[] more)
    {
        var parameters = new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri },
            ["position"] = Place((line, character)),
        };
        foreach (var (name, value) in more)
        {
            parameters[name] = value;
        }

        return Ask(method, parameters);
    }

    /// <summary>Sends bytes that are not a message.</summary>
    public PolicyServer Send(string raw)
    {
        _steps.Add((JsonNode)new JsonObject { ["raw"] = raw });
        return this;
    }

    /// <summary>Runs the session; the server must end as it should.</summary>
    public async Task<JsonArray> RunAsync()
    {
        var answer = await NodeScript.RunAsync(
            "policy-server.mjs",
            new JsonObject
            {
                ["command"] = new JsonArray("dotnet", TestProcess.PolicyEngine, "lsp", "--stdio"),
                ["options"] = _options,
                ["steps"] = _steps,
            }
        );
        Assert.Equal(0, (int)answer["status"]!);
        return answer["answers"]!.AsArray();
    }

    /// <summary>A place, counted from 0.</summary>
    public static JsonObject Place((int Line, int Character) place) => new() { ["line"] = place.Line, ["character"] = place.Character };
}
