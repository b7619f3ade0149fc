namespace OrleansChat.Storage.Tests;

public sealed class StorageOptionsTests
{
    [Theory]
    [InlineData(StorageProvider.Sqlite, "", null, "Data:")]
    [InlineData(StorageProvider.Postgres, "data", null, "Storage:ConnectionString:")]
    [InlineData(StorageProvider.Postgres, "data", "secret nonsense", "Storage:ConnectionString:")]
    [InlineData(StorageProvider.Postgres, "data", "Username=chat", "Storage:ConnectionString:")]
    [InlineData((StorageProvider)7, "data", null, "Storage:Provider:")]
    public void What_cannot_work_is_refused_by_the_name_of_its_key(StorageProvider provider, string folder, string? connection, string key)
    {
        var options = new StorageOptions { Provider = provider, DataFolder = folder, ConnectionString = connection };

        var refusal = Assert.Throws<InvalidOperationException>(options.Validate);
        Assert.StartsWith(key, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nonsense", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_work_is_accepted()
    {
        new StorageOptions().Validate();
        new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = "Host=127.0.0.1;Username=chat" }.Validate();
    }
}
