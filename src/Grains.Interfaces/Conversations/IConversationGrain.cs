using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>
/// One conversation, direct or group: its members, its messages and their order. Keyed by conversation id
/// (<see cref="ConversationId"/>). Every call names who asks and is authorized here. The grain is reentrant: sends are
/// pipelined, answered when durable and published in order.
/// </summary>
[Alias("conversation-grain")]
public interface IConversationGrain : IGrainWithGuidKey
{
    /// <summary>Stores a message and tells the members' connections. Answers when it is durable.</summary>
    /// <exception cref="ChatException">
    /// <see cref="ChatError.Invalid"/> (<c>content</c>, <c>metadata</c>, <c>parentId</c>, <c>receiverId</c>), <see cref="ChatError.UserNotFound"/>,
    /// <see cref="ChatError.GroupNotFound"/>, <see cref="ChatError.NotAMember"/>, <see cref="ChatError.ConversationNotFound"/> (<see cref="NewMessage.ById"/>),
    /// <see cref="ChatError.OperationMismatch"/>, <see cref="ChatError.Unavailable"/>.
    /// </exception>
    [Alias("post")]
    Task<Message> PostAsync(NewMessage message);

    /// <summary>
    /// A page of the history, newest first. With <paramref name="peer"/> set, a direct conversation that nobody has
    /// written in yet is an empty page.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ChatError.UserNotFound"/>, <see cref="ChatError.GroupNotFound"/>, <see cref="ChatError.NotAMember"/>.</exception>
    [Alias("read")]
    Task<Page<Message>> ReadAsync(Guid reader, PageRequest page, Guid? peer);

    /// <summary>One message.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.MessageNotFound"/> (deleted ones too, and to everyone who is no member).</exception>
    [Alias("get")]
    Task<Message> GetAsync(Guid reader, long sequence);

    /// <summary>Changes the content of a message.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.MessageNotFound"/>, <see cref="ChatError.NotTheAuthor"/>, <see cref="ChatError.Invalid"/>.</exception>
    [Alias("edit")]
    Task<Message> EditAsync(Guid editor, long sequence, string content);

    /// <summary>Changes the content of a message, which may become encrypted or cease to be.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.MessageNotFound"/>, <see cref="ChatError.NotTheAuthor"/>, <see cref="ChatError.Invalid"/> (<c>content</c>).</exception>
    [Alias("edit-content")]
    Task<Message> EditContentAsync(NewContent content);

    /// <summary>Deletes the content of a message and leaves a tombstone.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.MessageNotFound"/>, <see cref="ChatError.NotTheAuthor"/>.</exception>
    [Alias("delete")]
    Task DeleteAsync(Guid author, long sequence);

    /// <summary>
    /// Hides a message from the caller alone; hiding it again changes nothing. It keeps its place, where there are places to keep, as a tombstone.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ChatError.MessageNotFound"/>.</exception>
    [Alias("hide")]
    Task HideAsync(Guid reader, long sequence);

    /// <summary>
    /// Moves the caller's horizon to at least this message; answers how far the caller is with it. The members are told, in a conversation
    /// of more than <see cref="ConversationLimits.Receipts"/> only the caller's own connections.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ChatError.MessageNotFound"/>.</exception>
    [Alias("acknowledge")]
    Task<MessageStatus> AcknowledgeAsync(Guid reader, long sequence, ReceiptKind kind);

    /// <summary>Adds a reaction and tells the members; adding it again changes nothing. Answers the message as it is then.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.MessageNotFound"/>, <see cref="ChatError.Invalid"/> (<c>emoji</c>), <see cref="ChatError.LimitReached"/>.</exception>
    [Alias("react")]
    Task<Message> ReactAsync(Guid reader, long sequence, string emoji);

    /// <summary>Takes a reaction back and tells the members; taking back what is not there changes nothing. Answers the message as it is then.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.MessageNotFound"/>.</exception>
    [Alias("unreact")]
    Task<Message> UnreactAsync(Guid reader, long sequence, string emoji);

    /// <summary>Tells the other members that the caller started or stopped typing. Never stored, the first to be shed.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.UserNotFound"/>, <see cref="ChatError.GroupNotFound"/>, <see cref="ChatError.NotAMember"/>.</exception>
    [Alias("type")]
    Task TypeAsync(Guid typist, bool typing, Guid? peer, Guid? connection);

    /// <summary>As <see cref="TypeAsync"/>, for a caller who knows no more than the conversation's id.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.ConversationNotFound"/>.</exception>
    [Alias("type-here")]
    Task TypeHereAsync(Guid typist, bool typing, Guid? connection);

    /// <summary>What the conversation is, direct or group.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.ConversationNotFound"/> (also to everyone who is no member).</exception>
    [Alias("describe")]
    Task<ConversationInfo> DescribeAsync(Guid reader);

    /// <summary>The direct conversation of the two, made when there is none yet.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Invalid"/> (<c>receiverId</c>), <see cref="ChatError.UserNotFound"/>, <see cref="ChatError.Unavailable"/>.</exception>
    [Alias("open-direct")]
    Task<ConversationInfo> OpenDirectAsync(Guid user, Guid peer);

    /// <summary>
    /// The newest messages before a place (null: of all), newest first, and how far the members have come. What the reader hid is left out.
    /// Who reads the newest page has those messages from then on.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ChatError.ConversationNotFound"/>.</exception>
    [Alias("read-before")]
    Task<MessageBatch> ReadBeforeAsync(Guid reader, long? before, int limit);

    /// <summary>What came after <paramref name="from"/>, at most <paramref name="limit"/> messages.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.ConversationNotFound"/>.</exception>
    [Alias("resume")]
    Task<ResumeBatch> ResumeAsync(Guid reader, ResumePoint from, int limit);

    /// <summary>The account of someone who is or was a member is deleted: their messages show it, and they send no more.</summary>
    [Alias("sender-deleted")]
    Task SenderDeletedAsync(Guid userId);

    /// <summary>
    /// One of the two of a direct conversation began or ceased to block the other: it reads anew who blocks whom, and heeds it from its
    /// answer on. Other conversations, and one that nobody has written in, have nothing to do.
    /// </summary>
    [Alias("standing-changed")]
    Task StandingChangedAsync();

    /// <summary>
    /// Presence says on which fronts a member is now. When that comes <paramref name="late"/>, whatever was published meanwhile was
    /// missed on those fronts that are new.
    /// </summary>
    [Alias("whereabouts-changed"), AlwaysInterleave]
    Task WhereaboutsChangedAsync(Guid userId, ImmutableArray<FrontAddress> fronts, bool late);

    /// <summary>The silos of the cluster changed: presence of some members may have been lost, and with it the knowledge of who watches.</summary>
    [Alias("watch-again"), AlwaysInterleave]
    Task WatchAgainAsync();

    /// <summary>
    /// A front says how far it has heard, when silos were lost or something between was not heard. Answers who may have missed something:
    /// the members, when more than that was stored before this activation began (an earlier one may have died before it told), and
    /// nobody otherwise. With 0 the front has heard nothing of the kind.
    /// </summary>
    [Alias("missed-since"), AlwaysInterleave]
    Task<ImmutableArray<Guid>> MissedSinceAsync(long epoch, long sequence, long change);
}
