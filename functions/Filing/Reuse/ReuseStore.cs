using System.Text.Json;
using NoVisit.Approval;
using NoVisit.Approval.Records;
using NoVisit.Catalogue;
using NoVisit.Filing.Uploads;
using NoVisit.Storage;
using NoVisit.Storage.Tables;

namespace NoVisit.Filing.Reuse;

/// <summary>Finds what a person's filing can refer to: one request for his partition, and one for each fitting certificate's status.</summary>
internal sealed class ReuseStore(StorageConnection storage)
{
    private readonly TableClient people = storage.Table(StorageNames.Tables.People);
    private readonly TableClient register = storage.Table(StorageNames.Tables.Certificates);

    /// <summary>What the item can take; nothing revoked, replaced or expired.</summary>
    public async Task<IReadOnlyList<ReuseOffer>> OffersAsync(
        string person, ServiceItem item, IReadOnlyDictionary<string, JsonElement> values, DateOnly today, CancellationToken cancellationToken) =>
        [.. (await FindAsync(person, item, values, today, cancellationToken)).Select(f => f.Offer)];

    /// <summary>The reference that stands for the material; null when it is not on offer.</summary>
    public async Task<MaterialUpload?> ReferAsync(
        string person, ServiceItem item, Draft draft, IReadOnlyDictionary<string, JsonElement> values, string materialCode, string identifier, string by,
        DateOnly today, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = (await FindAsync(person, item, values, today, cancellationToken))
            .FirstOrDefault(f => f.Offer.MaterialCode == materialCode && f.Offer.Identifier == identifier);
        if (found.Offer is not { } offer)
        {
            return null;
        }

        var reference = new MaterialReference(offer.Kind, offer.Identifier, offer.Name)
        {
            Number = offer.Number,
            CaseNumber = offer.CaseNumber,
            ValidTo = offer.ValidTo,
        };
        if (found.File is not { } file)
        {
            return MaterialUpload.OfCertificate(reference, found.Certificate!.BlobName, found.Certificate.Sha256, draft.Id, materialCode, by, now);
        }

        var referring = MaterialUpload.Referring(reference, draft.Id, materialCode, by, now);
        return file with { UploadId = referring.UploadId, Key = referring.Key, OwnerId = draft.Id, Person = by, UploadedAt = now, Reference = reference };
    }

    private async Task<List<(ReuseOffer Offer, ReusableCertificate? Certificate, MaterialUpload? File)>> FindAsync(
        string person, ServiceItem item, IReadOnlyDictionary<string, JsonElement> values, DateOnly today, CancellationToken cancellationToken)
    {
        List<(ReuseOffer, ReusableCertificate?, MaterialUpload?)> found = [];
        if (!ReuseRules.MayOffer(item))
        {
            return found;
        }

        var (firstCertificate, lastCertificate) = (PersonKeys.CertificatePrefix, PersonKeys.CertificatePrefix + "~");
        var (firstMaterial, lastMaterial) = (PersonKeys.AcceptedMaterialPrefix, PersonKeys.AcceptedMaterialPrefix + "~");
        var filter = TableFilter.Create(
            $"PartitionKey eq {person} and ((RowKey ge {firstCertificate} and RowKey lt {lastCertificate}) or (RowKey ge {firstMaterial} and RowKey lt {lastMaterial}))");
        List<ReusableCertificate> certificates = [];
        List<ReusableMaterial> materials = [];
        await foreach (var row in people.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey.StartsWith(PersonKeys.AcceptedMaterialPrefix, StringComparison.Ordinal))
            {
                materials.Add(JsonColumns.Read<ReusableMaterial>(row, CaseJson.Options));
            }
            else
            {
                certificates.Add(JsonColumns.Read<ReusableCertificate>(row, CaseJson.Options));
            }
        }

        foreach (var (offer, certificate) in ReuseRules.Certificates(item, values, certificates, today).OrderByDescending(c => c.Offer.At))
        {
            var status = await register.GetEntityIfExistsAsync<TableEntity>(certificate.Identifier, "certificate", cancellationToken: cancellationToken);
            if (status.HasValue && status.Value!.GetString("Status") == "valid")
            {
                found.Add((offer, certificate, null));
            }
        }

        found.AddRange(ReuseRules.Materials(item, materials, today).Select(m => (m.Offer, (ReusableCertificate?)null, (MaterialUpload?)m.Material.Upload)));
        return found;
    }
}
