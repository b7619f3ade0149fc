using Microsoft.AspNetCore.Http;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

public sealed class SocketIoQueryTests
{
    [Theory]
    [InlineData("?EIO=4&transport=websocket&sid=abc&token=t%2Bu&access_token=v+w&t=now")]
    [InlineData("?eio=4&Transport=web%73ocket&SID=abc&TOKEN=t%2Bu&%61ccess_token=v%20w")]
    [InlineData("?sid=&EIO=&EIO=4&transport=websocket&sid=abc&token=t%2Bu&access_token=v+w")]
    public void A_request_is_named_in_any_case_and_encoding(string text)
    {
        var query = SocketIoQuery.Of(new QueryString(text));

        Assert.Equal(("4", "abc", "t+u", "v w"), (query.Version, query.SessionId, query.Token, query.AccessToken));
        Assert.Equal((true, false, false), (query.IsWebSocket, query.IsPolling, query.IsJsonp));
    }

    [Fact]
    public void What_is_named_twice_is_neither()
    {
        var query = SocketIoQuery.Of(new QueryString("?EIO=4&EIO=4&transport=polling&transport=polling&j"));

        Assert.Equal(("4,4", false, false, true), (query.Version, query.IsWebSocket, query.IsPolling, query.IsJsonp));
    }

    [Fact]
    public void Nothing_names_nothing()
    {
        var query = SocketIoQuery.Of(QueryString.Empty);

        Assert.Equal(("", "", "", ""), (query.Version, query.SessionId, query.Token, query.AccessToken));
        Assert.False(query.IsWebSocket || query.IsPolling || query.IsJsonp);
    }
}
