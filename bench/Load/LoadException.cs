namespace OrleansChat.Load;

/// <summary>The run cannot go on, or one connection cannot: the message says why and is all that is shown.</summary>
internal sealed class LoadException(string message, Exception? cause = null) : Exception(message, cause);
