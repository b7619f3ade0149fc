namespace OrleansChat.Load.Social;

/// <summary>Who hears what a Socket.IO connection is told. Called in turns; <c>client</c> says which of the scenario's connections it is.</summary>
internal interface ISocketIoListener
{
    /// <summary>An event: <c>42["message:received",{…}]</c>.</summary>
    void Event(int client, ReadOnlySpan<byte> packet);

    /// <summary>The answer to what asked for one under an id: <c>[{"success":true,…}]</c>.</summary>
    void Answered(int client, long id, ReadOnlySpan<byte> answer);

    /// <summary>The connection is gone, other than by us.</summary>
    void Lost(int client, string reason);
}
