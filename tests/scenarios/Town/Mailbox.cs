using System.Net.Http.Json;
using System.Text.Json;

namespace NoVisit.Scenarios;

/// <summary>A mail as it arrived.</summary>
internal sealed record ArrivedMail(string MessageId, string Subject, string Text);

/// <summary>The real mail server's web mailbox. It is shared, so every filing has a mail address of its own.</summary>
internal sealed class Mailbox(Uri address) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = address };

    /// <summary>What arrived for an address, oldest first.</summary>
    public async Task<IReadOnlyList<ArrivedMail>> ForAsync(string email)
    {
        var mails = await http.GetFromJsonAsync<JsonElement[]>("email");
        return
        [
            .. mails!.Where(mail => mail.GetProperty("to").EnumerateArray().Any(to => to.GetProperty("address").GetString() == email))
                .Select(mail => new ArrivedMail(
                    mail.GetProperty("headers").GetProperty("message-id").GetString()!,
                    mail.GetProperty("subject").GetString()!,
                    mail.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "")),
        ];
    }

    public void Dispose() => http.Dispose();
}
