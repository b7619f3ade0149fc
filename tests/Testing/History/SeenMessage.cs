namespace OrleansChat.Testing.History;

/// <summary>A message as somebody saw it: which one, and its place in its conversation.</summary>
/// <param name="Conversation">The conversation's id.</param>
/// <param name="Sequence">The place: 1, 2, 3, …</param>
/// <param name="Id">The message's id.</param>
public readonly record struct SeenMessage(Guid Conversation, long Sequence, Guid Id)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Id} at {Sequence} of {Conversation}";
}

/// <summary>A send as its sender means it: however often it is retried, it is one.</summary>
/// <param name="Conversation">The conversation's id.</param>
/// <param name="Sender">The sending user's id.</param>
/// <param name="Operation">The operation id (<c>Idempotency-Key</c>) that all its attempts carry.</param>
public readonly record struct SendKey(Guid Conversation, Guid Sender, string Operation)
{
    /// <inheritdoc/>
    public override string ToString() => $"send '{Operation}' of {Sender} to {Conversation}";
}

/// <summary>A message as the store has it when all is over.</summary>
/// <param name="Message">Which one, and where.</param>
/// <param name="Sender">The sending user's id.</param>
/// <param name="Operation">The operation id that it was sent with; null for none, or where the reader cannot know it.</param>
public readonly record struct KeptMessage(SeenMessage Message, Guid Sender, string? Operation);
