using OrleansChat.WebFront.Tests.Files;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Files;

public sealed class MessengerS3Tests
{
    [Fact]
    public async Task Files_in_a_bucket_are_shared_as_those_in_a_folder()
    {
        await using var bucket = await FakeS3.StartAsync();
        await using var server = await ChatServer.StartAsync(new ChatServerOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["Files:Store"] = "S3",
                ["Files:Bucket"] = FakeS3.Bucket,
                ["Files:Endpoint"] = bucket.Url,
                ["Files:AccessKey"] = "access",
                ["Files:SecretKey"] = "secret",
                ["Files:PathStyle"] = "true",
            },
        });
        var world = await FileWorld.CreateAsync(server);

        var id = await world.ShareAsync();

        Assert.Contains(FileWorld.Photo, bucket.Objects.Values);
        Assert.Equal(FileWorld.Photo, (await world.DownloadAsync(world.Bob, $"files/{id}")).Bytes);
        Assert.Equal(FileWorld.Photo[100..200], (await world.DownloadAsync(world.Bob, $"files/{id}", null, ("Range", "bytes=100-199"))).Bytes);
        bucket.Objects.Clear();
        (await world.Bob.GetAsync($"files/{id}")).Fails(404, "NOT_FOUND", "File not found");
    }
}
