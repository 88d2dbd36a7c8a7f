using FsCheck;
using FsCheck.Fluent;

namespace NoVisit.Protection;

public sealed class CaseNumberTests
{
    private static readonly DateTimeOffset Submitted = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_draft_always_yields_the_same_number()
    {
        var first = CaseNumber.Derive("320681", Submitted, "draft-1").ToString();

        Assert.Matches("^320681-20261122-[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]$", first);
        Assert.Equal(first, CaseNumber.Derive("320681", Submitted.AddHours(2), "draft-1").ToString());
    }

    [Fact]
    public void Another_draft_or_another_attempt_yields_another_number()
    {
        var first = CaseNumber.Derive("320681", Submitted, "draft-1").ToString();

        Assert.NotEqual(first, CaseNumber.Derive("320681", Submitted, "draft-2").ToString());
        Assert.NotEqual(first, CaseNumber.Derive("320681", Submitted, "draft-1", attempt: 1).ToString());
    }

    [Theory]
    [InlineData("2026-11-22T15:59:59Z", "20261122")]
    [InlineData("2026-11-22T16:00:00Z", "20261123")]
    public void The_date_is_that_of_Shanghai(string instant, string date) =>
        Assert.Equal(date, CaseNumber.Derive("320681", DateTimeOffset.Parse(instant, null), "draft-1").ToString()[7..15]);

    [Theory]
    [InlineData("32068")]
    [InlineData("3206811")]
    [InlineData("32068a")]
    public void A_region_has_six_digits(string region) =>
        Assert.Throws<ArgumentException>(() => CaseNumber.Derive(region, Submitted, "draft-1"));

    /// <summary>The example of MOD 37,36 that IFPI publishes for its Global Release Identifier: A1-2425G-ABC1234002-M.</summary>
    [Fact]
    public void The_check_character_is_that_of_the_standard() => Assert.Equal('M', CaseNumber.CheckCharacter("A12425GABC1234002"));

    [Fact]
    public void Every_number_is_read_back() => Prop.ForAll<NonNull<string>>(seed =>
    {
        var number = CaseNumber.Derive("320681", Submitted, seed.Get);
        return CaseNumber.TryParse(number.ToString(), out var read) && read == number;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_single_wrong_character_and_every_swap_is_found()
    {
        const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        foreach (var seed in Enumerable.Range(0, 50))
        {
            var number = CaseNumber.Derive("320681", Submitted, $"draft-{seed}").ToString();
            for (var i = 0; i < number.Length; i++)
            {
                if (number[i] == '-')
                {
                    continue;
                }

                foreach (var c in Alphabet.Where(c => c != number[i]))
                {
                    var wrong = number[..i] + c + number[(i + 1)..];
                    Assert.False(CaseNumber.TryParse(wrong, out _), $"{wrong} passes for {number}");
                }

                if (i + 1 < number.Length && number[i + 1] != '-' && number[i + 1] != number[i])
                {
                    var swapped = number[..i] + number[i + 1] + number[i] + number[(i + 2)..];
                    Assert.False(CaseNumber.TryParse(swapped, out _), $"{swapped} passes for {number}");
                }
            }
        }
    }

    [Fact]
    public void People_may_type_it_small_without_hyphens_and_with_look_alikes()
    {
        var number = Enumerable.Range(0, 1000).Select(i => CaseNumber.Derive("320681", Submitted, $"draft-{i}")).First(n => n.Random.Contains('1') && n.Random.Contains('0'));
        var typed = number.ToString().ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal);
        typed = typed[..15] + typed[15..].Replace('0', 'o').Replace('1', 'l');

        Assert.True(CaseNumber.TryParse(typed, out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("320681-20261122")]
    [InlineData("320681-20261322-7K3QF9-X")]
    [InlineData("<script>alert(1)</script>")]
    public void Other_shapes_are_refused(string? text) => Assert.False(CaseNumber.TryParse(text, out _));
}
