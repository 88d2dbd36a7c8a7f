namespace NoVisit.Protection;

public sealed class MaskingTests
{
    [Theory]
    [InlineData("张三", "张*")]
    [InlineData("欧阳娜娜", "欧***")]
    [InlineData("𠮷野", "𠮷*")]
    [InlineData("李", "李*")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_name_keeps_its_first_character(string? name, string masked) => Assert.Equal(masked, Masking.Name(name));

    [Theory]
    [InlineData("13800138000", "138****8000")]
    [InlineData("8001380", "*******")]
    [InlineData("", "")]
    public void A_phone_number_keeps_three_and_four_digits(string phone, string masked) => Assert.Equal(masked, Masking.Phone(phone));

    [Theory]
    [InlineData("320681199001011234", "3****************4")]
    [InlineData("1234567", "*******")]
    public void An_identity_number_keeps_its_ends(string number, string masked) => Assert.Equal(masked, Masking.IdNumber(number));

    [Theory]
    [InlineData("zhang@example.org", "z****@example.org")]
    [InlineData("@", "*")]
    [InlineData(null, "")]
    public void A_mail_address_keeps_its_first_letter_and_domain(string? address, string masked) => Assert.Equal(masked, Masking.Email(address));

    [Theory]
    [InlineData("江苏省启东市汇龙镇人民路1号", "江苏省启东市****")]
    [InlineData("启东市", "***")]
    public void An_address_keeps_province_and_city(string address, string masked) => Assert.Equal(masked, Masking.Address(address));
}
