using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace PolicyEngine.Snapshots;

/// <summary>Values by the bytes of their text: a few of those that came last, found by a comparison instead of a decoding.</summary>
internal sealed class RecentTexts<T>
    where T : notnull
{
    private const int SlotBits = 6;
    private const int LongestText = 64;
    private readonly byte[] _bytes = new byte[LongestText << SlotBits];
    private readonly (int Length, T? Value)[] _slots = new (int, T?)[1 << SlotBits];

    /// <summary>Finds the value of a text.</summary>
    public bool TryGet(ReadOnlySpan<byte> text, [NotNullWhen(true)] out T? value)
    {
        value = default;
        if (text.Length is 0 or > LongestText)
        {
            return false;
        }

        var slot = SlotOf(text);
        if (_slots[slot].Length != text.Length || !text.SequenceEqual(_bytes.AsSpan(slot * LongestText, text.Length)))
        {
            return false;
        }

        value = _slots[slot].Value!;
        return true;
    }

    /// <summary>Notes the value of a text, in place of another.</summary>
    public void Add(ReadOnlySpan<byte> text, T value)
    {
        if (text.Length is 0 or > LongestText)
        {
            return;
        }

        var slot = SlotOf(text);
        text.CopyTo(_bytes.AsSpan(slot * LongestText));
        _slots[slot] = (text.Length, value);
    }

    /// <summary>By the length, the first and the last eight bytes. Texts that share a slot only take longer.</summary>
    private static int SlotOf(ReadOnlySpan<byte> text)
    {
        ulong first = 0;
        ulong last = 0;
        if (text.Length >= sizeof(ulong))
        {
            first = MemoryMarshal.Read<ulong>(text);
            last = MemoryMarshal.Read<ulong>(text[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var b in text)
            {
                first = (first << 8) | b;
            }
        }

        var mixed = ((first * 0x9E3779B97F4A7C15) ^ last ^ (uint)text.Length) * 0xC2B2AE3D27D4EB4F;
        return (int)(mixed >> (64 - SlotBits));
    }
}
