using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace PolicyEngine.Cli.Serving;

/// <summary>The other side of the conversation: what it can do, and what is said to it unasked. Thread-safe.</summary>
internal sealed class EditorClient(MessageFrames frames)
{
    private volatile bool _refreshesLenses;
    private volatile bool _refreshesHints;
    private int _requests;

    /// <summary>Takes what it says that it can do.</summary>
    public void Learn(JsonNode? capabilities)
    {
        var workspace = ProtocolJson.Member(capabilities, "workspace");
        _refreshesLenses = ProtocolJson.IsTrue(ProtocolJson.Member(ProtocolJson.Member(workspace, "codeLens"), "refreshSupport"));
        _refreshesHints = ProtocolJson.IsTrue(ProtocolJson.Member(ProtocolJson.Member(workspace, "inlayHint"), "refreshSupport"));
    }

    /// <summary>Tells it something.</summary>
    /// <exception cref="IOException">It has gone.</exception>
    public void Notify(string method, JsonObject parameters) => Write(method, parameters, id: null);

    /// <summary>Answers it.</summary>
    /// <exception cref="IOException">It has gone.</exception>
    public void Answer(JsonObject answer) => frames.Write(Encoding.UTF8.GetBytes(answer.ToJsonString()));

    /// <summary>Shows a sentence to the user.</summary>
    /// <exception cref="IOException">It has gone.</exception>
    public void Warn(string text) => Notify("window/showMessage", new JsonObject { ["type"] = 2, ["message"] = text });

    /// <summary>Has it ask again for what verdicts were told from.</summary>
    /// <exception cref="IOException">It has gone.</exception>
    public void Refresh()
    {
        if (_refreshesLenses)
        {
            Request("workspace/codeLens/refresh");
        }

        if (_refreshesHints)
        {
            Request("workspace/inlayHint/refresh");
        }
    }

    /// <summary>Asks it something whose answer does not matter.</summary>
    private void Request(string method) =>
        Write(method, null, string.Create(CultureInfo.InvariantCulture, $"policyengine-{Interlocked.Increment(ref _requests)}"));

    private void Write(string method, JsonObject? parameters, string? id)
    {
        var message = new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method };
        if (id is not null)
        {
            message["id"] = id;
        }

        if (parameters is not null)
        {
            message["params"] = parameters;
        }

        Answer(message);
    }
}
