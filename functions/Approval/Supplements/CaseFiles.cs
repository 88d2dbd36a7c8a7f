using NoVisit.Filing;
using NoVisit.Filing.Uploads;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Localization;

namespace NoVisit.Approval.Supplements;

/// <summary>Files that an applicant uploaded for a case after filing: for a correction or a supplement.</summary>
internal static class CaseFiles
{
    /// <summary>The uploads of the ids, all complete and clean.</summary>
    /// <exception cref="ProblemException">422 that names each one that is not.</exception>
    public static async Task<IReadOnlyList<CaseMaterial>> CleanAsync(
        DraftStore uploads, Caller caller, string number, IReadOnlyList<string> uploadIds, CancellationToken cancellationToken)
    {
        if (uploadIds.Count == 0)
        {
            return [];
        }

        var known = (await uploads.UploadsAsync(caller.Id, number, cancellationToken)).ToDictionary(u => u.UploadId, StringComparer.Ordinal);
        var errors = new Dictionary<string, Text>(StringComparer.Ordinal);
        for (var i = 0; i < uploadIds.Count; i++)
        {
            var upload = known.GetValueOrDefault(uploadIds[i]);
            if (upload is not { State: MaterialState.Clean })
            {
                errors[$"/materials/{i}"] = upload?.Reason ?? new("文件尚未上传完成或未通过检查", "The file is not complete, or was rejected");
            }
        }

        return errors.Count > 0
            ? throw new ProblemException(ProblemKind.Invalid, errors: errors)
            : [.. uploadIds.Select(u => new CaseMaterial(known[u]))];
    }
}
