namespace OrleansChat.Load.Wires;

/// <summary>Who reads a connection's bytes. Called in turns.</summary>
internal interface IWireReceiver
{
    /// <summary>Takes as much as it can of what has arrived, and says how much; the rest comes again with what follows it.</summary>
    int Receive(ReadOnlySpan<byte> bytes);

    /// <summary>The connection is gone, other than by <see cref="Wire.Abort"/>.</summary>
    void Closed(string reason);
}
