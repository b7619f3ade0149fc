using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>Expects refusals.</summary>
internal static class Refused
{
    public static async Task WithAsync(ChatError error, Func<Task> call) =>
        Assert.Equal(error, (await Assert.ThrowsAsync<ChatException>(call)).Error);

    public static async Task ForAsync(string field, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<ChatException>(call);
        Assert.Equal((ChatError.Invalid, field), (refusal.Error, refusal.Field));
    }

    public static void With(ChatError error, Action call) => Assert.Equal(error, Assert.Throws<ChatException>(call).Error);

    public static void For(string field, Action call)
    {
        var refusal = Assert.Throws<ChatException>(call);
        Assert.Equal((ChatError.Invalid, field), (refusal.Error, refusal.Field));
    }
}
