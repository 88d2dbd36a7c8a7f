namespace NoVisit.Identity;

/// <summary>记录 of who of the staff read whose personal data (ID-05, NF-05). Written before the data is answered.</summary>
public interface IAccessLog
{
    /// <summary>Records one read.</summary>
    /// <param name="caller">Who reads.</param>
    /// <param name="caseNumber">The case whose data is read.</param>
    /// <param name="what">What is read, in a few words that hold no personal data: <c>case</c>, <c>material M004</c>, <c>certificate</c>.</param>
    /// <param name="cancellationToken">Cancels the write, and with it the read.</param>
    Task WriteAsync(Caller caller, string caseNumber, string what, CancellationToken cancellationToken);
}
