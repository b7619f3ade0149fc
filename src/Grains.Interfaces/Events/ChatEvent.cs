using Orleans;

namespace OrleansChat.Grains.Interfaces.Events;

/// <summary>
/// Something that happened and that connected clients are told. A closed family: each contract says which it publishes, and
/// how. Its members are in the files beside this one, by what they are about.
/// </summary>
[GenerateSerializer, Immutable, Alias("chat-event")]
public abstract record ChatEvent
{
    /// <summary>
    /// True when the first to be dropped under load: nothing is lost for good without it (typing, presence).
    /// </summary>
    public virtual bool IsTransient => false;

    /// <summary>About the characters of what users wrote in it: what it weighs beside its fixed part, wherever it waits.</summary>
    public virtual int TextLength => 0;
}
