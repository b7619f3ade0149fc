using OrleansChat.Grains.Accounts;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

public sealed class AccountRulesTests
{
    private static readonly NewAccount Someone = new("john_doe", "john@example.com", "Password123");

    [Theory]
    [InlineData("abc")]
    [InlineData("John_Doe_42")]
    [InlineData("___")]
    public void Names_of_letters_digits_and_underscores_are_fine(string name) => AccountRules.Check(Someone with { Username = name });

    [Theory]
    [InlineData("ab")]
    [InlineData("")]
    [InlineData("john doe")]
    [InlineData("john-doe")]
    [InlineData("jöhn")]
    [InlineData("john\n")]
    [InlineData("123456789012345678901234567890123456789012345678901")]
    public void Other_names_are_refused(string? name) => Refused.For("username", () => AccountRules.Check(Someone with { Username = name! }));

    [Theory]
    [InlineData("a@b.co")]
    [InlineData("first.last+tag@sub.example.com")]
    [InlineData("o'brien@example.ie")]
    [InlineData("x_1@1a.example")]
    public void Addresses_with_a_local_part_and_a_domain_are_fine(string email) => AccountRules.Check(Someone with { Email = email });

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("john")]
    [InlineData("john@")]
    [InlineData("@example.com")]
    [InlineData("john@example")]
    [InlineData("john@@example.com")]
    [InlineData("john doe@example.com")]
    [InlineData(".john@example.com")]
    [InlineData("john.@example.com")]
    [InlineData("jo..hn@example.com")]
    [InlineData("john@-example.com")]
    [InlineData("john@example..com")]
    [InlineData("john@example.com\n")]
    [InlineData("<john@example.com>")]
    public void Other_addresses_are_refused(string? email) => Refused.For("email", () => AccountRules.Check(Someone with { Email = email! }));

    [Fact]
    public void An_address_has_a_limit()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 60), 3)) + ".com";
        AccountRules.Check(Someone with { Email = $"{new string('a', 64)}@{domain}" });
        Refused.For("email", () => AccountRules.Check(Someone with { Email = $"{new string('a', 65)}@{domain}" }));
        Refused.For("email", () => AccountRules.Check(Someone with { Email = $"a@{domain}.{domain}" }));
    }

    [Theory]
    [InlineData("Passw0r")]
    [InlineData("Pass\0word123")]
    [InlineData(null)]
    public void Short_and_malformed_passwords_are_refused(string? password) => Refused.For("password", () => AccountRules.Check(Someone with { Password = password! }));

    [Fact]
    public void A_password_has_a_limit()
    {
        AccountRules.Check(Someone with { Password = "Pa1" + new string('x', 125) });
        Refused.For("password", () => AccountRules.Check(Someone with { Password = "Pa1" + new string('x', 126) }));
    }

    [Theory]
    [InlineData("password")]
    [InlineData("12345678")]
    public void Which_characters_a_password_has_is_for_each_contract_to_say(string password) => AccountRules.Check(Someone with { Password = password });

    [Fact]
    public void A_name_that_is_missing_is_found_for_the_account() => AccountRules.Check(Someone with { Username = null });

    [Theory]
    [InlineData("+84123456789")]
    [InlineData("+1234567")]
    [InlineData("+123456789012345")]
    public void Phone_numbers_with_their_country_code_are_fine(string phone) => AccountRules.Check(Someone with { Phone = phone });

    [Theory]
    [InlineData("")]
    [InlineData("84123456789")]
    [InlineData("+0123456789")]
    [InlineData("+123456")]
    [InlineData("+1234567890123456")]
    [InlineData("+84 123 456 789")]
    [InlineData("+84123456789\n")]
    [InlineData("+٨٤١٢٣٤٥٦٧٨")]
    public void Other_phone_numbers_are_refused(string phone) => Refused.For("phone", () => AccountRules.Check(Someone with { Phone = phone }));

    [Fact]
    public void A_full_name_says_something_and_has_a_limit()
    {
        AccountRules.Check(Someone with { FullName = "Nguyễn Văn A" });
        AccountRules.Check(Someone with { FullName = new string('x', 100) });
        foreach (var name in new[] { "", " \t", new string('x', 101), "a\0b", "\ud800" })
            Refused.For("fullName", () => AccountRules.Check(Someone with { FullName = name }));
    }

    [Fact]
    public void A_device_has_a_short_printable_name_or_none()
    {
        AccountRules.CheckDevice(null);
        AccountRules.CheckDevice(new string('~', 128));
        foreach (var name in new[] { "", new string('d', 129), "a\nb", "dévice" })
            Refused.For("deviceId", () => AccountRules.CheckDevice(name));
    }

    [Fact]
    public void Only_what_is_set_is_looked_at()
    {
        AccountRules.Check(new AccountChange(default, default, default));
        AccountRules.Check(new AccountChange(default, default, default, new(true, null), new(true, null)));
        Refused.For("fullName", () => AccountRules.Check(new AccountChange(default, default, default, new(true, ""))));
        Refused.For("bio", () => AccountRules.Check(new AccountChange(default, default, default, default, new(true, new string('b', 501)))));
        AccountRules.Check(new AccountChange(default, new(true, null), new(true, new string('s', 200))));
        Refused.For("username", () => AccountRules.Check(new AccountChange(new(true, null!), default, default)));
        Refused.For("avatar", () => AccountRules.Check(new AccountChange(default, new(true, "nowhere"), default)));
        Refused.For("statusMessage", () => AccountRules.Check(new AccountChange(default, default, new(true, new string('s', 201)))));
    }
}
