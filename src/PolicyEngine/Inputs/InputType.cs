namespace PolicyEngine.Inputs;

/// <summary>What the value of an input may be.</summary>
public enum InputType
{
    /// <summary>Any text on one line.</summary>
    Text,

    /// <summary>Digits only.</summary>
    Number,

    /// <summary>A duration such as <c>14d</c>.</summary>
    Duration,

    /// <summary>A size such as <c>500MiB</c>.</summary>
    Size,

    /// <summary>Texts that become the items of a list.</summary>
    List,
}
