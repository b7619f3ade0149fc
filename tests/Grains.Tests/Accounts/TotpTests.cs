using System.Text;
using OrleansChat.Grains.Accounts;

namespace OrleansChat.Grains.Tests.Accounts;

public sealed class TotpTests
{
    /// <summary>The secret of both RFCs' vectors.</summary>
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_109);

    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1_111_111_109, "07081804")]
    [InlineData(1_111_111_111, "14050471")]
    [InlineData(1_234_567_890, "89005924")]
    [InlineData(2_000_000_000, "69279037")]
    [InlineData(20_000_000_000, "65353130")]
    public void The_codes_are_the_last_six_digits_of_those_of_RFC_6238(long seconds, string code)
        => Assert.Equal(code[2..], Totp.CodeOf(Secret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(2, "359152")]
    [InlineData(3, "969429")]
    [InlineData(4, "338314")]
    [InlineData(5, "254676")]
    [InlineData(6, "287922")]
    [InlineData(7, "162583")]
    [InlineData(8, "399871")]
    [InlineData(9, "520489")]
    public void The_codes_are_those_of_RFC_4226(long counter, string code) => Assert.Equal(code, Totp.CodeOf(Secret, counter));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_be_one_step_off(int steps, bool taken)
    {
        var step = Totp.StepOf(Now) + steps;
        Assert.Equal(taken ? step : null, Totp.Find(Secret, Totp.CodeOf(Secret, step), Now, lastStep: 0));
    }

    [Fact]
    public void A_step_is_taken_once_and_none_before_it_any_more()
    {
        var step = Totp.StepOf(Now);
        Assert.Null(Totp.Find(Secret, Totp.CodeOf(Secret, step), Now, lastStep: step));
        Assert.Null(Totp.Find(Secret, Totp.CodeOf(Secret, step - 1), Now, lastStep: step));
        Assert.Equal(step + 1, Totp.Find(Secret, Totp.CodeOf(Secret, step + 1), Now, lastStep: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("08180")]
    [InlineData("0081804")]
    [InlineData("07081804")]
    [InlineData("08180é")]
    [InlineData("٠٨١٨٠٤")]
    public void Anything_else_is_no_code(string code) => Assert.Null(Totp.Find(Secret, code, Now, lastStep: 0));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_spelled_as_in_RFC_4648(string bytes, string text) => Assert.Equal(text, Totp.Base32(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void Authenticators_are_told_whose_secret_it_is() => Assert.Equal(
        "otpauth://totp/Chat%20%26%20Co:ann%2Bchat%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Chat%20%26%20Co&algorithm=SHA1&digits=6&period=30",
        Totp.Uri("Chat & Co", "ann+chat@example.com", Secret));
}
