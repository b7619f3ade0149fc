using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>Carries a command out. The payload is read before anything is waited for; refusals are thrown.</summary>
/// <param name="connection">The connection it came in on.</param>
/// <param name="payload">The frame, or the first argument over SignalR, as UTF-8 JSON; its <c>type</c> is passed over.</param>
internal delegate Task<CommandReply> MessengerCommand(IRealtimeConnection connection, ReadOnlySpan<byte> payload);

/// <summary>The commands of one area, such as presence.</summary>
internal interface IMessengerCommands
{
    /// <summary>The commands by their published names.</summary>
    IReadOnlyDictionary<string, MessengerCommand> Commands { get; }

    /// <summary>Those of them that are shed first under load: nothing is lost for good without them.</summary>
    IReadOnlySet<string> Transient { get; }
}
