using System.Buffers.Binary;

namespace NoVisit.Filing.Uploads;

/// <summary>Tells what a file is from its bytes as they stream by.</summary>
internal sealed class ContentInspector
{
    // The directory of a zip stands at its end; this holds thousands of entries.
    private const int TailLength = 256 * 1024;

    private const int EndOfDirectoryLength = 22;
    private const int DirectoryEntryLength = 46;

    private bool started;
    private bool isZip;
    private FileKind? kind;
    private byte[] tail = [];

    /// <summary>
    /// Takes the next piece; the first must hold at least the first twelve bytes. <see langword="false"/>: the file can no longer be of any accepted kind, and the rest need not be read.
    /// </summary>
    public bool Append(ReadOnlySpan<byte> piece)
    {
        if (!started)
        {
            started = true;
            kind = KindOfHead(piece);
            isZip = piece.StartsWith("PK\x03\x04"u8);
        }

        if (isZip)
        {
            KeepTail(piece);
        }

        return kind is not null || isZip;
    }

    /// <summary>The kind, once the last piece was taken; <see langword="null"/> when it is none of the accepted.</summary>
    public FileKind? Finish() => isZip ? (HasRootEntry("OFD.xml"u8) ? FileKind.Ofd : null) : kind;

    private static FileKind? KindOfHead(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("%PDF-1."u8) || head.StartsWith("%PDF-2."u8))
        {
            return FileKind.Pdf;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return FileKind.Jpeg;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
        {
            return FileKind.Png;
        }

        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
        {
            return FileKind.WebP;
        }

        return head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) && IsHeicBrand(head[8..12]) ? FileKind.Heic : null;
    }

    private static bool IsHeicBrand(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("heim"u8) || brand.SequenceEqual("heis"u8)
        || brand.SequenceEqual("hevc"u8) || brand.SequenceEqual("mif1"u8);

    private void KeepTail(ReadOnlySpan<byte> piece)
    {
        var kept = Math.Min(tail.Length, Math.Max(0, TailLength - piece.Length));
        var next = new byte[kept + Math.Min(piece.Length, TailLength)];
        tail.AsSpan(tail.Length - kept).CopyTo(next);
        piece[^(next.Length - kept)..].CopyTo(next.AsSpan(kept));
        tail = next;
    }

    /// <summary>Whether the zip's central directory lists the name at its root.</summary>
    private bool HasRootEntry(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> bytes = tail;
        var end = bytes.LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || bytes.Length - end < EndOfDirectoryLength)
        {
            return false;
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(end + 12)..]);
        if (size > end)
        {
            return false;
        }

        var directory = bytes[(end - (int)size)..end];
        while (directory.Length >= DirectoryEntryLength && directory.StartsWith("PK\x01\x02"u8))
        {
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            var length = DirectoryEntryLength + nameLength
                + BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (length > directory.Length)
            {
                return false;
            }

            if (directory.Slice(DirectoryEntryLength, nameLength).SequenceEqual(name))
            {
                return true;
            }

            directory = directory[length..];
        }

        return false;
    }
}
