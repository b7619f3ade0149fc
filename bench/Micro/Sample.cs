using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.Micro;

/// <summary>What benchmarks begin with.</summary>
internal static class Sample
{
    /// <summary>A text of a usual length.</summary>
    public static readonly string Content = string.Concat(Enumerable.Repeat("0123456789", 10));

    /// <summary>A direct message, just stored.</summary>
    public static Message Message() => new(
        Guid.CreateVersion7(),
        Guid.NewGuid(),
        1_767_225_600_000,
        42,
        Guid.NewGuid(),
        false,
        Guid.NewGuid(),
        MessageType.Text,
        Content,
        "{}",
        null,
        DateTimeOffset.UnixEpoch.AddDays(20_000).AddMilliseconds(123),
        null,
        null,
        MessageStatus.Sent,
        []);
}
