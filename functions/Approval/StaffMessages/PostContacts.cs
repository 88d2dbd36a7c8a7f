using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace NoVisit.Approval.StaffMessages;

/// <summary>Where a post is reached besides its message box.</summary>
internal sealed record PostContact(string? Phone = null, string? Email = null);

/// <summary>
/// Contact data of posts (NT-05), of the setting <c>Staff:Contacts</c>: JSON by post, for instance
/// <c>{"SCJ/reviewer":{"phone":"13800138000"},"supervisor":{"email":"duty@example.org"}}</c>. A post that is not named has its box alone.
/// </summary>
internal sealed class PostContacts(IConfiguration configuration)
{
    private readonly Dictionary<string, PostContact> contacts = configuration["Staff:Contacts"] is { Length: > 0 } json
        ? JsonSerializer.Deserialize<Dictionary<string, PostContact>>(json, CaseJson.Options)!
        : [];

    public PostContact? Of(Post post) => contacts.GetValueOrDefault(post.Name);
}
