using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>JSON bodies.</summary>
public static class TestJson
{
    /// <summary>Anything as a JSON body.</summary>
    public static HttpContent Content(object body) => Raw(body is JsonNode node ? node.ToJsonString() : JsonSerializer.Serialize(body));

    /// <summary>Text, JSON or not, as a JSON body.</summary>
    public static HttpContent Raw(string text) => Raw(Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes, JSON or not, as a JSON body.</summary>
    public static HttpContent Raw(byte[] bytes)
        => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
