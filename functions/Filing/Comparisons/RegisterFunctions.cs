using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NoVisit.Catalogue;
using NoVisit.Gateways;
using NoVisit.Http;
using NoVisit.Identity;

namespace NoVisit.Filing.Comparisons;

/// <summary>What a register says of one person.</summary>
/// <param name="Register">Register or certificate type, as the materials name it.</param>
/// <param name="IdNumber">公民身份号码.</param>
/// <param name="Values">By data element code.</param>
/// <param name="AsOf">Up to when the register answers for it.</param>
internal sealed record RegisterNews(string Register, string IdNumber, IReadOnlyDictionary<string, string> Values, DateTimeOffset AsOf);

/// <summary>数据共享: registers of other departments hand over what they know, signed (DS-04).</summary>
internal sealed class RegisterFunctions(SharedRegisters registers, CurrentCatalogue catalogue, CallbackVerifier verifier)
{
    /// <summary>Takes one person's entry; older news than what is there changes nothing.</summary>
    [Function("RegisterCallback")]
    [SignedCallback]
    [Operation("What a shared register says of one person, signed by the register.", Request = typeof(RegisterNews), Status = 204)]
    public async Task<IResult> Receive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "callbacks/registers")] HttpRequest request, CancellationToken cancellationToken)
    {
        var news = (await verifier.VerifyAsync(request, cancellationToken)).Read<RegisterNews>();
        if (!catalogue.Registers.Materials.Values.Any(m => m.SourceName == news.Register && m.Source is MaterialSource.Shared or MaterialSource.Certificate))
        {
            throw ProblemException.At(ProblemKind.Invalid, "/register", new("没有这个共享库。", "No material comes from this register."));
        }

        await registers.TakeAsync(news.IdNumber, new SharedFacts(news.Register, news.Values, news.AsOf), cancellationToken);
        return new Answer(StatusCodes.Status204NoContent);
    }
}
