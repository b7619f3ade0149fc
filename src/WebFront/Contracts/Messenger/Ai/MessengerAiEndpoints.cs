using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.WebFront.Ai;
using OrleansChat.WebFront.Files;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Ai;

/// <summary><c>/ai</c>: what a machine does with words. It asks no grain, and waits long, so the group is not admitted but has bounds of its own.</summary>
internal static class MessengerAiEndpoints
{
    /// <summary>What a chatbot's message and all that was said before may measure.</summary>
    private const long MaxTalk = 512 * 1024;

    /// <summary>The routes.</summary>
    public static void MapMessengerAi(this IEndpointRouteBuilder ai)
    {
        ai.MapPost("/chatbot", AskChatbot).ForUsers().TakesBodyOf(MaxTalk);
        ai.MapPost("/translate", TranslateText).ForUsers();
        ai.MapPost("/speech-to-text", TranscribeSpeech).ForUsers().TakesBodyOf(MessengerSpeech.MaxBody).TakesForm<TranscribeMessengerSpeech>();
        ai.MapPost("/smart-reply", SuggestReplies).ForUsers();
        ai.MapPost("/sentiment", JudgeText).ForUsers();
    }

    private static async Task<MessengerOk<MessengerChatbotAnswer>> AskChatbot(MessengerBody<AskMessengerChatbot> body, HttpContext context, CurrentUser user, AiCalls ai)
    {
        var (message, turns) = body.Value.Checked();
        return MessengerAnswer.Ok(MessengerChatbotAnswer.From(await ai.AskAsync(user, (services, cancel) => services.ChatAsync(message, turns, cancel), context.RequestAborted)));
    }

    private static async Task<MessengerOk<MessengerTranslation>> TranslateText(MessengerBody<TranslateMessengerText> body, HttpContext context, CurrentUser user, AiCalls ai)
    {
        var (text, source, target) = body.Value.Checked();
        var translation = await ai.AskAsync(user, (services, cancel) => services.TranslateAsync(text, source, target, cancel), context.RequestAborted);
        return MessengerAnswer.Ok(new MessengerTranslation(translation.Text, source, target, translation.Confidence));
    }

    private static async Task<MessengerOk<MessengerTranscript>> TranscribeSpeech(HttpContext context, CurrentUser user, AiCalls ai, IncomingFiles incoming, FileUploads uploads)
    {
        using var place = ai.Enter(user);
        using var bounded = uploads.Bounded(context.RequestAborted);
        var (audio, language) = await MessengerSpeech.ReadAsync(context.Request, incoming, bounded.Token);
        using (audio)
        {
            var transcript = await TranscribeAsync(new Recording(audio.Path, FileTypes.Extension(audio.Type.As(FileCategory.Audio))), language, ai, context.RequestAborted);
            return MessengerAnswer.Ok(new MessengerTranscript(transcript.Text, language, transcript.Confidence, transcript.Duration));
        }
    }

    private static async Task<MessengerOk<MessengerReplies>> SuggestReplies(MessengerBody<SuggestMessengerReplies> body, HttpContext context, CurrentUser user, AiCalls ai)
    {
        var (message, about) = body.Value.Checked();
        return MessengerAnswer.Ok(new MessengerReplies(await ai.AskAsync(user, (services, cancel) => services.SuggestRepliesAsync(message, about, cancel), context.RequestAborted)));
    }

    private static async Task<MessengerOk<MessengerSentiment>> JudgeText(MessengerBody<JudgeMessengerText> body, HttpContext context, CurrentUser user, AiCalls ai)
    {
        var text = body.Value.Checked();
        return MessengerAnswer.Ok(MessengerSentiment.From(await ai.AskAsync(user, (services, cancel) => services.FeelAsync(text, cancel), context.RequestAborted)));
    }

    private static async Task<Transcript> TranscribeAsync(Recording recording, string language, AiCalls ai, CancellationToken cancellationToken)
    {
        try
        {
            return await ai.AskAsync((services, cancel) => services.TranscribeAsync(recording, language, cancel), cancellationToken);
        }
        catch (ChatException refused) when (refused.Error is ChatError.FileRefused)
        {
            throw new ChatException(MessengerSpeech.AudioFile, "must be a recording that can be read, and not too long.");
        }
    }
}
