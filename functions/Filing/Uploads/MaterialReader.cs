using Azure;
using Azure.Storage.Blobs.Models;
using NoVisit.Localization;
using NoVisit.Storage;

namespace NoVisit.Filing.Uploads;

/// <summary>A file cannot be opened, and why.</summary>
public sealed class MaterialUnavailableException : Exception
{
    internal MaterialUnavailableException(Text reason, Exception? cause = null)
        : base(reason.En, cause) => Reason = reason;

    /// <summary>For the person.</summary>
    public Text Reason { get; }
}

/// <summary>Opens uploads, but only the very bytes that were examined and found clean.</summary>
public sealed class MaterialReader(StorageConnection storage)
{
    /// <summary>Opens the file for reading; the caller disposes the stream. Serve it with the record's content type, not the blob's.</summary>
    /// <exception cref="MaterialUnavailableException">It is not clean (yet), or the stored file is no longer the one that was examined.</exception>
    /// <exception cref="RequestFailedException">Storage failed.</exception>
    public async Task<Stream> OpenAsync(MaterialUpload upload, CancellationToken cancellationToken = default)
    {
        switch (upload.State)
        {
            case MaterialState.Scanning:
                throw new MaterialUnavailableException(new("文件正在进行安全检查,暂不能打开。", "The file is still being checked and cannot be opened yet."));
            case MaterialState.Rejected:
                throw new MaterialUnavailableException(new("文件已被拒绝,不能打开。", "The file was rejected and cannot be opened."));
            default:
                break;
        }

        if (upload.Reference is { HasFile: false })
        {
            throw new MaterialUnavailableException(new("此材料由系统核验,没有文件。", "This material was verified by the system; there is no file."));
        }

        if (upload.Reference is { Kind: ReferenceKind.Certificate })
        {
            // Written once and never again: it needs no pinned version.
            BlobDownloadStreamingResult certificate = await storage.Container(StorageNames.Containers.Certificates).GetBlobClient(upload.BlobName)
                .DownloadStreamingAsync(cancellationToken: cancellationToken);
            return certificate.Content;
        }

        try
        {
            BlobDownloadStreamingResult download = await storage.Container(StorageNames.Containers.Materials).GetBlobClient(upload.BlobName)
                .DownloadStreamingAsync(
                    new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfMatch = new ETag(upload.ETag) } }, cancellationToken);
            return download.Content;
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            throw new MaterialUnavailableException(UploadReasons.Changed, e);
        }
    }
}
