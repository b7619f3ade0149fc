using Orleans;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Interfaces.Files;

/// <summary>What is known of a file (messenger 5); its bytes are elsewhere. Keyed by file id.</summary>
[Alias("file-grain")]
public interface IFileGrain : IGrainWithGuidKey
{
    /// <summary>Notes that an upload begins: what is left of it if it never ends is found by this.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.ConversationNotFound"/> (the owner is no member), <see cref="ChatError.LimitReached"/>.</exception>
    [Alias("begin")]
    Task BeginAsync(NewFile file);

    /// <summary>All bytes are stored: the members of the conversation may read it.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.FileNotFound"/> (it was not begun, or given up since).</exception>
    [Alias("complete")]
    Task<SharedFile> CompleteAsync(FileContent content);

    /// <summary>The file.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.FileNotFound"/> (an expired one, and to everyone who is no member).</exception>
    [Alias("get")]
    Task<SharedFile> GetAsync(Guid reader);

    /// <summary>Its bytes are gone: forgets it.</summary>
    [Alias("forget")]
    Task ForgetAsync();
}
