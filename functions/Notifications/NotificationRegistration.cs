using System.Globalization;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoVisit.Http;

namespace NoVisit.Notifications;

/// <summary>Registers templates, channels and sender.</summary>
public static class NotificationRegistration
{
    /// <summary>Registers the services; <c>Mail__Mode</c> decides between SMTP and Communication Services.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or a template is faulty.</exception>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration settings)
    {
        var site = new Uri(PlatformRegistration.Required(settings, "Site:Origin"));
        var mail = CreateMail(settings);
        services.AddSingleton(NoticeTemplates.Load());
        services.AddSingleton(mail);
        services.AddSingleton<ISmsChannel>(provider => new GatewaySmsChannel(PlatformRegistration.CreateGateway(provider, "Sms")));
        services.AddSingleton(provider => new NotificationSender(
            provider.GetRequiredService<NoticeTemplates>(),
            provider.GetRequiredService<ISmsChannel>(),
            provider.GetRequiredService<IMailChannel>(),
            site,
            provider.GetRequiredService<ILogger<NotificationSender>>()));
        return services;
    }

    private static IMailChannel CreateMail(IConfiguration settings)
    {
        var from = PlatformRegistration.Required(settings, "Mail:From");
        switch (PlatformRegistration.Required(settings, "Mail:Mode"))
        {
            case "smtp":
                var port = int.Parse(PlatformRegistration.Required(settings, "Mail:Port"), CultureInfo.InvariantCulture);
                return new SmtpMailChannel(new SmtpOptions(
                    PlatformRegistration.Required(settings, "Mail:Host"), port, from, settings.GetValue("Mail:Tls", false), settings["Mail:User"], settings["Mail:Password"]));
            case "acs":
                // The user-assigned identity that also reads the storage; the system-assigned one without a client id.
                TokenCredential credential = new ManagedIdentityCredential(settings["AzureWebJobsStorage:clientId"] is { Length: > 0 } clientId
                    ? ManagedIdentityId.FromUserAssignedClientId(clientId)
                    : ManagedIdentityId.SystemAssigned);
                return new AcsMailChannel(new Uri(PlatformRegistration.Required(settings, "Mail:Endpoint")), from, credential);
            case var other:
                throw new InvalidOperationException($"Mail__Mode is smtp or acs, not {other}.");
        }
    }
}
