using Azure.Core;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NoVisit.Approval;
using NoVisit.Approval.FirstInquiries;
using NoVisit.Approval.Handovers;
using NoVisit.Approval.Records;
using NoVisit.Approval.StaffMessages;
using NoVisit.Approval.Supplements;
using NoVisit.Approval.Views;
using NoVisit.Catalogue;
using NoVisit.Certificates;
using NoVisit.Certificates.Issuing;
using NoVisit.Certificates.Library;
using NoVisit.Certificates.Life;
using NoVisit.Certificates.Pdf;
using NoVisit.Certificates.Signing;
using NoVisit.Deadlines;
using NoVisit.Filing;
using NoVisit.Filing.Authorisations;
using NoVisit.Filing.Campaigns;
using NoVisit.Filing.Comparisons;
using NoVisit.Filing.Reuse;
using NoVisit.Filing.Uploads;
using NoVisit.Http;
using NoVisit.Identity;
using NoVisit.Identity.Delegations;
using NoVisit.Notifications;
using NoVisit.Protection;
using NoVisit.Storage;

namespace NoVisit;

/// <summary>Puts the app together: middleware in order, services by feature. The same on Azure and on one machine.</summary>
internal static class NoVisitApplication
{
    public static void AddNoVisit(this FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<StorageFeatureMiddleware>();
        builder.UsePlatform();
        builder.UseMiddleware<ReferenceMiddleware>();

        var services = builder.Services;
        var configuration = builder.Configuration;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TokenCredential>(_ => Credential(configuration));
        services.AddStorage(configuration);
        services.AddHostedService<StorageSetupService>();
        services.AddSingleton<ReferenceRefresh>();
        services.AddHostedService<ReferenceLoader>();
        services.AddSingleton<IReadinessCheck, StorageCheck>();
        services.AddPlatform(configuration);
        services.AddNotifications(configuration);
        services.AddSingleton<IAccessLog, TableAccessLog>();

        services.AddSingleton(p => new CurrentCatalogue(
            CatalogueLoader.LoadEmbedded(), p.GetRequiredService<StorageConnection>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IReferenceData>(p => p.GetRequiredService<CurrentCatalogue>());
        services.AddSingleton<ItemVersions>();
        services.AddSingleton(p => new CurrentCalendar(
            new LimitClock(WorkingDayCalendar.LoadEmbedded(), OfficeHours.Default), p.GetRequiredService<StorageConnection>()));
        services.AddSingleton<IReferenceData>(p => p.GetRequiredService<CurrentCalendar>());
        services.AddSingleton<ProvisionalDueRows>();
        services.AddSingleton<RunningCases>();
        services.AddSingleton<CampaignStore>();

        services.AddUploads(configuration);
        services.AddSingleton<DraftStore>();
        services.AddSingleton<UploadDesk>();
        services.AddSingleton<AuthorisationStore>();
        services.AddSingleton<ReuseStore>();
        services.AddSingleton<SharedRegisters>();
        services.AddSingleton(_ => new UnlinkedPersons(Keys.Parse(configuration["Protection:QueryCodeKey"], "Protection__QueryCodeKey")[0]));

        services.AddSingleton(p => new StaffDirectory(
            p.GetRequiredService<StorageConnection>(), StaffDirectory.Founding(p.GetRequiredService<CurrentCatalogue>().Registers), p.GetRequiredService<TimeProvider>()));

        services.AddSingleton<CaseStore>();
        services.AddSingleton<CertificateRegister>();
        services.AddSingleton<PostContacts>();
        services.AddSingleton<StaffBox>();
        services.AddSingleton<CaseProjection>();
        services.AddSingleton<CaseDesk>();
        services.AddSingleton<CaseViewer>();
        services.AddSingleton<StaffCommands>();
        services.AddSingleton<AbsentTasks>();
        services.AddSingleton<CreditLibrary>();
        services.AddSingleton<InquiryStore>();

        services.AddSingleton(FontLibrary.Installed);
        services.AddSingleton<CertificateRenderer>();
        services.AddSingleton<DocumentRenderer>();
        services.AddSingleton<CertificateMaker>();
        services.AddSingleton(_ => new PdfSigner(Timestamps(configuration)));
        services.AddSingleton<SigningKeyProvider>();
        services.AddHostedService<IssuingWarmUp>();
        services.AddSingleton<TrustedSignersProvider>();
        services.AddSingleton(_ => new VerificationSecret(Keys.Parse(configuration["Protection:QueryCodeKey"], "Protection__QueryCodeKey")[0]));
    }

    private static TokenCredential Credential(ConfigurationManager configuration) =>
        configuration["AzureWebJobsStorage:clientId"] is { Length: > 0 } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new DefaultAzureCredential();

    private static TimestampClient? Timestamps(ConfigurationManager configuration) =>
        configuration["Certificates:TimestampUrl"] is { Length: > 0 } url ? new TimestampClient(new HttpClient(), new Uri(url)) : null;
}
