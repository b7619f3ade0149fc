using System.Text;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Contracts.Social;

namespace OrleansChat.WebFront.Tests.Http.Json;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("", "body")]
    [InlineData("nothing", "body")]
    [InlineData("[]", "body")]
    [InlineData("{\"name\":1}", "name")]
    [InlineData("{\"name\":\"\\ud800\"}", "name")]
    [InlineData("{\"name\":\"a\\u0000\"}", "name")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "name")]
    [InlineData("{\"inner\":{\"number\":\"1\"}}", "inner.number")]
    [InlineData("{\"inner\":{\"number\":1.5}}", "inner.number")]
    [InlineData("{\"list\":[\"a\",2]}", "list[1]")]
    [InlineData("{\"role\":\"user\"}", "role")]
    [InlineData("{\"role\":0}", "role")]
    public void What_is_wrong_is_named(string json, string field)
    {
        var refused = Assert.Throws<ChatException>(() => SocialJson.Read<Thing>(Encoding.UTF8.GetBytes(json)));

        Assert.Equal((ChatError.Invalid, field), (refused.Error, refused.Field));
        Assert.DoesNotContain("System.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_and_absent_are_told_apart()
    {
        var thing = SocialJson.Read<Thing>("""{"maybe":null}"""u8);

        Assert.Equal(new Optional<string?>(true, null), thing.Maybe);
        Assert.Equal(default, SocialJson.Read<Thing>("{}"u8).Maybe);
        Assert.Equal(new Optional<string?>(true, "a"), SocialJson.Read<Thing>("""{"maybe":"a"}"""u8).Maybe);
    }

    [Fact]
    public void Names_are_camel_case_and_nothing_else()
    {
        Assert.Null(SocialJson.Read<Thing>("""{"Name":"a"}"""u8).Name);
        Assert.Equal("a", SocialJson.Read<Thing>("""{"name":"a"}"""u8).Name);
    }

    [Fact]
    public void Moments_have_three_decimals_and_end_in_Z()
    {
        var moment = new DateTimeOffset(2025, 1, 1, 2, 0, 0, TimeSpan.FromHours(2)).AddTicks(1);

        Assert.Equal("\"2025-01-01T00:00:00.000Z\"", System.Text.Json.JsonSerializer.Serialize(moment, SocialJson.Options));
    }

    private sealed record Thing(
        string? Name = null, Inner? Inner = null, IReadOnlyList<string>? List = null, AccountRole? Role = null, Optional<string?> Maybe = default);

    private sealed record Inner(int? Number);
}
