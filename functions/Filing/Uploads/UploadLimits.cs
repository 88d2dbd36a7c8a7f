namespace NoVisit.Filing.Uploads;

/// <summary>Bounds of uploads.</summary>
public static class UploadLimits
{
    /// <summary>The largest file, in bytes (20 MB), unless the item says less.</summary>
    public const long MaxFileSize = 20 * 1024 * 1024;

    /// <summary>Larger files go in blocks of this many bytes: what a phone on a slow net loses at most when the line breaks (NF-06).</summary>
    public const int BlockSize = 1024 * 1024;

    /// <summary>The longest file name that is kept, in characters.</summary>
    public const int MaxFileNameLength = 120;

    /// <summary>How often a scan is tried, the one at completion included, before people have to look.</summary>
    public const int MaxScanAttempts = 10;

    /// <summary>How long the address of an upload can be written to.</summary>
    public static readonly TimeSpan WriteWindow = TimeSpan.FromMinutes(30);

    /// <summary>How long a ticket can be completed: the write window and the moment it takes to say that the last block is there.</summary>
    public static readonly TimeSpan TicketLifetime = WriteWindow + TimeSpan.FromMinutes(5);
}
