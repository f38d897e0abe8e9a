using System.Collections.Immutable;
using System.Text;
using PolicyEngine.Oci;

namespace PolicyEngine.Registry.Providers.Ghcr;

/// <summary>
/// Holds what the document of a manifest says in few bytes, until a graph is built of it: digests as
/// they are, and texts that come again and again by number. What the listing says (tags, id, times
/// of the version) is not packed. Packing is not thread-safe; unpacking is, while nothing is packed.
/// </summary>
internal sealed class ManifestPacking
{
    /// <summary>No more and no longer texts are numbered.</summary>
    private const int MaxTexts = 1024;
    private const int MaxTextLength = 128;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    /// <summary>How a text is held.</summary>
    private enum Form : byte
    {
        None,
        Sha256,
        Numbered,
        Plain,
    }

    /// <summary>Packs a manifest.</summary>
    internal byte[] Pack(ManifestRecord record)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer, Encoding.UTF8);
        WriteCommon(writer, record.MediaType);
        WriteCommon(writer, record.ArtifactType);
        Write(writer, record.Size);
        WriteCommon(writer, record.Platform);
        Write(writer, record.CreatedAt?.UtcTicks);
        Write(writer, record.Subject);
        Write(writer, record.Annotations);
        WriteAll(writer, record.Mentions, Write);
        WriteAll(writer, record.Layers, Write);
        WriteAll(writer, record.Materials, Write);
        writer.Write(record.MaterialsUnread);
        writer.Write(record.Config is not null);
        if (record.Config is { } config)
        {
            Write(writer, config.Digest);
            WriteCommon(writer, config.MediaType);
            Write(writer, config.Size);
            Write(writer, config.Labels);
        }

        writer.Write(record.Manifests is not null);
        WriteAll(writer, record.Manifests ?? [], Write);
        return buffer.ToArray();
    }

    /// <summary>The manifest that was packed.</summary>
    internal ManifestRecord Unpack(string digest, byte[] packed)
    {
        using var reader = new BinaryReader(new MemoryStream(packed), Encoding.UTF8);
        var record = new ManifestRecord
        {
            Digest = digest,
            MediaType = ReadText(reader),
            ArtifactType = ReadText(reader),
            Size = ReadNumber(reader),
            Platform = ReadText(reader),
            CreatedAt = ReadNumber(reader) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
            Subject = ReadText(reader),
            Annotations = ReadMap(reader),
            Mentions = ReadAll(reader, r => ReadText(r)!),
            Layers = ReadAll(reader, r => new BlobRecord(ReadText(r)!, ReadNumber(r))),
            Materials = ReadAll(reader, r => ReadText(r)!),
            MaterialsUnread = reader.ReadBoolean(),
            Config = reader.ReadBoolean()
                ? new ConfigRecord
                {
                    Digest = ReadText(reader),
                    MediaType = ReadText(reader),
                    Size = ReadNumber(reader),
                    Labels = ReadMap(reader),
                }
                : null,
        };
        var isIndex = reader.ReadBoolean();
        var entries = ReadAll(reader, ReadEntry);
        return isIndex ? record with { Manifests = entries } : record;
    }

    private void Write(BinaryWriter writer, BlobRecord layer)
    {
        Write(writer, layer.Digest);
        Write(writer, layer.Size);
    }

    private void Write(BinaryWriter writer, DescriptorRecord entry)
    {
        Write(writer, entry.Digest);
        WriteCommon(writer, entry.MediaType);
        WriteCommon(writer, entry.ArtifactType);
        Write(writer, entry.Size);
        WriteCommon(writer, entry.Platform);
        Write(writer, entry.Annotations);
    }

    private DescriptorRecord ReadEntry(BinaryReader reader) =>
        new()
        {
            Digest = ReadText(reader)!,
            MediaType = ReadText(reader),
            ArtifactType = ReadText(reader),
            Size = ReadNumber(reader),
            Platform = ReadText(reader),
            Annotations = ReadMap(reader),
        };

    private void Write(BinaryWriter writer, ImmutableSortedDictionary<string, string> map)
    {
        writer.Write7BitEncodedInt(map.Count);
        foreach (var (key, value) in map)
        {
            WriteCommon(writer, key);
            Write(writer, value);
        }
    }

    private ImmutableSortedDictionary<string, string> ReadMap(BinaryReader reader)
    {
        var pairs = ReadAll(reader, r => KeyValuePair.Create(ReadText(r)!, ReadText(r)!));
        return pairs.IsEmpty ? ManifestRecord.NoValues : ManifestRecord.NoValues.AddRange(pairs);
    }

    private static void WriteAll<T>(BinaryWriter writer, ImmutableArray<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write7BitEncodedInt(items.Length);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    private static ImmutableArray<T> ReadAll<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = new T[reader.Read7BitEncodedInt()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(reader);
        }

        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);
    }

    private static void Write(BinaryWriter writer, long? number)
    {
        writer.Write(number is not null);
        if (number is { } value)
        {
            writer.Write7BitEncodedInt64(value);
        }
    }

    private static long? ReadNumber(BinaryReader reader) => reader.ReadBoolean() ? reader.Read7BitEncodedInt64() : null;

    /// <summary>The one instance of a text that many have in common: media types, platforms, keys.</summary>
    internal string? Share(string? text)
    {
        if (text is null or { Length: > MaxTextLength })
        {
            return text;
        }

        if (_texts.Count < MaxTexts && _numbers.TryAdd(text, _texts.Count))
        {
            _texts.Add(text);
        }

        return _numbers.TryGetValue(text, out var number) ? _texts[number] : text;
    }

    private void WriteCommon(BinaryWriter writer, string? text) => Write(writer, Share(text));

    private void Write(BinaryWriter writer, string? text)
    {
        if (text is null)
        {
            writer.Write((byte)Form.None);
        }
        else if (Digest.IsSha256(text) && Digest.TryParse(text, out var digest))
        {
            writer.Write((byte)Form.Sha256);
            Span<byte> bytes = stackalloc byte[32];
            digest.CopyTo(bytes);
            writer.Write(bytes);
        }
        else if (_numbers.TryGetValue(text, out var number))
        {
            writer.Write((byte)Form.Numbered);
            writer.Write7BitEncodedInt(number);
        }
        else
        {
            writer.Write((byte)Form.Plain);
            writer.Write(text);
        }
    }

    private string? ReadText(BinaryReader reader)
    {
        switch ((Form)reader.ReadByte())
        {
            case Form.None:
                return null;
            case Form.Sha256:
                Span<byte> bytes = stackalloc byte[32];
                reader.ReadExactly(bytes);
                return Digest.FromBytes(bytes).ToSha256Text();
            case Form.Numbered:
                return _texts[reader.Read7BitEncodedInt()];
            default:
                return reader.ReadString();
        }
    }
}
