using System.Text.Json.Serialization;
using OrleansChat.WebFront.Contracts.Social.Calls;
using OrleansChat.WebFront.Contracts.Social.Messages;
using OrleansChat.WebFront.Realtime.Resuming;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>What is on every message's way, read and written without reflection; <see cref="SocialJson"/> says how it is spelled.</summary>
[JsonSerializable(typeof(SocialMessage))]
[JsonSerializable(typeof(SocialMessageDeletion))]
[JsonSerializable(typeof(SocialTyping))]
[JsonSerializable(typeof(SocialRinging))]
[JsonSerializable(typeof(SocialCallUser))]
[JsonSerializable(typeof(SocialCallEnd))]
[JsonSerializable(typeof(SocialCallRoom<SocialCall>))]
[JsonSerializable(typeof(SocialUserReference))]
[JsonSerializable(typeof(SocialErrorNotice))]
[JsonSerializable(typeof(SocialError))]
[JsonSerializable(typeof(PostSocialMessage))]
[JsonSerializable(typeof(EditSocialMessageById))]
[JsonSerializable(typeof(SocialMessageReference))]
[JsonSerializable(typeof(SocialTypist))]
[JsonSerializable(typeof(SocialCallReference))]
[JsonSerializable(typeof(ResumeRequest))]
internal sealed partial class SocialJsonContext : JsonSerializerContext;
