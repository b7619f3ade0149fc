using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace OrleansChat.WebFront.Realtime.SignalR;

/// <summary>
/// SignalR's JSON protocol, but for invocations: a hub's methods have to be declared, while a contract's commands are its own
/// business. So an invocation of any method becomes one of <see cref="ContractHub.ExecuteAsync"/>, with the name, the argument as
/// it came, and the id that the answer has to carry.
/// </summary>
internal sealed class ContractHubProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    private readonly JsonHubProtocol _json = new(options);

    /// <inheritdoc/>
    public string Name => _json.Name;

    /// <inheritdoc/>
    public int Version => _json.Version;

    /// <inheritdoc/>
    public TransferFormat TransferFormat => _json.TransferFormat;

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    /// <inheritdoc/>
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        message = null;
        if (input.PositionOf(SignalRFrame.RecordSeparator) is not { } end)
            return false;
        if (SignalRInvocation.Read(input.Slice(0, end)) is not { } invocation)
            return _json.TryParseMessage(ref input, binder, out message);

        input = input.Slice(input.GetPosition(1, end));
        message = new InvocationMessage(ContractHub.Execute, [invocation.Target, invocation.Payload, invocation.InvocationId]);
        return true;
    }

    /// <inheritdoc/>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(message, output);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(message);
}
