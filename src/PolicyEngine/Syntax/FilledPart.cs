namespace PolicyEngine.Syntax;

/// <summary>A part of a scalar's value that an input was put in for.</summary>
/// <param name="Start">Where it begins in the value.</param>
/// <param name="Length">Its length; never 0.</param>
/// <param name="Input">The name of the input.</param>
/// <param name="IsOpen">Whether the value is not known, so that something only stands for it.</param>
internal readonly record struct FilledPart(int Start, int Length, string Input, bool IsOpen);
