using System.Text;
using System.Text.Json;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Tests.Http.Json;

/// <summary>What contracts spell each in their own way: enums, moments and ids.</summary>
public sealed class SpellingTests
{
    private static readonly DateTimeOffset Moment = new DateTimeOffset(2025, 1, 15, 12, 30, 9, 987, TimeSpan.FromHours(2)).AddTicks(6_543);

    public static TheoryData<JsonNamingPolicy, string> Spellings => new()
    {
        { JsonNamingPolicy.SnakeCaseUpper, "TWO_WORDS" },
        { JsonNamingPolicy.SnakeCaseLower, "two_words" },
        { JsonNamingPolicy.CamelCase, "twoWords" },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void An_enum_is_spelled_by_the_contracts_naming_and_read_in_no_other(JsonNamingPolicy naming, string spelled)
    {
        var options = new JsonSerializerOptions { Converters = { new EnumConverter(naming) } };

        Assert.Equal($"\"{spelled}\"", JsonSerializer.Serialize(Example.TwoWords, options));
        Assert.Equal(Example.TwoWords, JsonSerializer.Deserialize<Example>($"\"{spelled}\"", options));
        Assert.Equal(["\"" + naming.ConvertName("One") + "\"", $"\"{spelled}\""], new EnumConverter(naming).Spelled<Example>().Select(spelling => Encoding.UTF8.GetString(spelling)));
        foreach (var other in Spellings.Select(row => row.Data.Item2).Where(other => other != spelled).Append("TwoWords"))
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Example>($"\"{other}\"", options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Example>("1", options));
    }

    [Theory]
    [InlineData(nameof(TimestampPrecision.Seconds), "\"2025-01-15T10:30:09Z\"")]
    [InlineData(nameof(TimestampPrecision.Milliseconds), "\"2025-01-15T10:30:09.987Z\"")]
    public void A_moment_is_told_in_utc_as_exactly_as_the_contract_does(string name, string spelled)
    {
        var precision = Enum.Parse<TimestampPrecision>(name);
        var options = new JsonSerializerOptions { Converters = { new TimestampConverter(precision) } };

        Assert.Equal(spelled, JsonSerializer.Serialize(Moment, options));
        Assert.Equal(spelled, Write((ref JsonText json) => json.Time(Moment, precision)));
        Assert.Equal(DateTimeOffset.Parse(spelled.Trim('"'), null), JsonSerializer.Deserialize<DateTimeOffset>(spelled, options));
        Assert.Equal("null", Write((ref JsonText json) => json.Time(null, precision)));
    }

    [Fact]
    public void An_id_is_a_uuid_or_has_a_prefix()
    {
        var id = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef");

        Assert.Equal("\"01234567-89ab-cdef-0123-456789abcdef\"", Write((ref JsonText json) => json.Id(id)));
        Assert.Equal("\"msg_0123456789abcdef0123456789abcdef\"", Write((ref JsonText json) => json.Id("msg_"u8, id)));
        Assert.Equal("null", Write((ref JsonText json) => json.Id("msg_"u8, null)));
    }

    [Fact]
    public void What_is_written_next_to_each_other_stays_apart()
    {
        var text = Write((ref JsonText json) =>
        {
            for (var i = 0; i < 100; i++)
            {
                json.Raw(i == 0 ? "["u8 : ","u8);
                json.Id("usr_"u8, Guid.Empty);
                json.Raw(","u8);
                json.Time(Moment, TimestampPrecision.Seconds);
            }

            json.Raw("]"u8);
        });

        var read = JsonElement.Parse(text);
        Assert.Equal(200, read.GetArrayLength());
        Assert.All(read.EnumerateArray().Index(), value => Assert.Equal(value.Index % 2 == 0 ? $"usr_{Guid.Empty:N}" : "2025-01-15T10:30:09Z", value.Item.GetString()));
    }

    private static string Write(Writing write)
    {
        using var bytes = new PooledBytes(1);
        var json = new JsonText(bytes);
        write(ref json);
        json.Complete();
        return Encoding.UTF8.GetString(bytes.Written.Span);
    }

    private delegate void Writing(ref JsonText json);

    private enum Example
    {
        One,
        TwoWords,
    }
}
