using FsCheck;
using FsCheck.Fluent;
using NoVisit.Certificates.Layout;

namespace NoVisit.Certificates;

public sealed class LineBreakerTests
{
    /// <summary>Chinese characters are one wide, all others half.</summary>
    private static double Measure(string text) => text.EnumerateRunes().Sum(r => r.Value < 0x2E80 ? 0.5 : 1);

    private static string[] Lines(string text, double width) => [.. LineBreaker.Break(text, width, Measure).Select(l => l.Text)];

    [Fact]
    public void Chinese_text_breaks_between_any_two_characters() => Assert.Equal(["行政许可", "决定书"], Lines("行政许可决定书", 4));

    [Fact]
    public void A_line_never_begins_with_a_closing_mark() => Assert.Equal(["食品保", "健、食品"], Lines("食品保健、食品", 4));

    [Fact]
    public void A_line_never_ends_with_an_opening_mark() => Assert.Equal(["依据行政", "《许可法》"], Lines("依据行政《许可法》", 5));

    [Fact]
    public void A_number_stays_whole() => Assert.Equal(["面积", "12.50平"], Lines("面积12.50平", 4));

    [Fact]
    public void A_word_wider_than_the_line_is_cut() => Assert.Equal(["abcd", "efgh"], Lines("abcdefgh", 2));

    [Fact]
    public void A_character_outside_the_basic_plane_is_not_torn() => Assert.Equal(["𬭚𬭚", "𬭚"], Lines("𬭚𬭚𬭚", 2));

    [Fact]
    public void A_line_feed_ends_a_line_and_its_paragraph() =>
        Assert.Equal([true, true], LineBreaker.Break("一\r\n二", 10, Measure).Select(l => l.EndsParagraph));

    [Fact]
    public void The_first_line_leaves_room_for_its_indent() =>
        Assert.Equal(["一二", "三四五六"], LineBreaker.Break("一二三四五六", 4, Measure, indent: 2).Select(l => l.Text));

    [Fact]
    public void No_character_is_lost_and_no_line_is_too_wide()
    {
        var characters = Gen.Elements("行政许可，。（）《》abc 12.-/𬭚“”".EnumerateRunes().Select(r => r.ToString()).ToArray());
        Check.QuickThrowOnFailure(Prop.ForAll(
            characters.ListOf().Select(l => string.Concat(l)).ToArbitrary(),
            Gen.Choose(2, 12).ToArbitrary(),
            (text, width) =>
            {
                var lines = LineBreaker.Break(text, width, Measure);
                return string.Concat(lines.Select(l => l.Text)).Replace(" ", "", StringComparison.Ordinal) == text.Replace(" ", "", StringComparison.Ordinal)
                    && lines.All(l => l.Width <= width);
            }));
    }
}
