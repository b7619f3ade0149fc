using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Presence;

/// <summary>
/// This silo's copy of the front directory, at most a moment old: thousands of grains ask it, and it asks once. It looks by
/// itself, too. When a front vanished without a word it says so to the presence of everyone who was there; when the silos of the
/// cluster changed it has the conversations of this silo ask presence again.
/// </summary>
internal sealed partial class FrontRoster(IGrainFactory grains, TimeProvider time, ILogger<FrontRoster> log) : BackgroundService
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    /// <summary>How often it looks by itself: longer than a copy is kept, so that each look sees something new.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Grains told at once.</summary>
    private const int AtATime = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<FrontAddress, (HashSet<Guid> Users, DateTimeOffset HeardAt)> _users = [];
    private readonly HashSet<Guid> _conversations = [];
    private Task<FrontSurvey>? _surveying;
    private DateTimeOffset _surveyedAt;
    private long _silos;
    private Task _watching = Task.CompletedTask;

    /// <summary>The fronts whose leases run.</summary>
    public Task<FrontSurvey> SurveyAsync() => Survey().Answer;

    /// <summary>Those of these fronts that are certainly gone. One that spoke up since the list was asked for may only be too new for it.</summary>
    public async Task<ImmutableArray<FrontAddress>> ListLostAsync(ImmutableArray<FrontAddress> fronts)
    {
        var (answer, askedAt) = Survey();
        var survey = await answer;
        lock (_lock)
            return [.. fronts.Where(front => IsLost(front, survey, askedAt))];
    }

    /// <summary>Presence of this silo holds that the user is on that front: it wants to know when the front vanishes.</summary>
    public void Follow(Guid userId, FrontAddress front)
    {
        lock (_lock)
        {
            var users = _users.TryGetValue(front, out var followed) ? followed.Users : [];
            users.Add(userId);
            _users[front] = (users, time.GetUtcNow());
        }
    }

    /// <summary>The user is not on that front any more, or presence of the user is not in this silo.</summary>
    public void Unfollow(Guid userId, FrontAddress front)
    {
        lock (_lock)
        {
            if (_users.TryGetValue(front, out var followed) && followed.Users.Remove(userId) && followed.Users.Count == 0)
                _users.Remove(front);
        }
    }

    /// <summary>A conversation of this silo watches its members: it wants to know when silos change.</summary>
    public void Follow(Guid conversationId)
    {
        lock (_lock)
            _conversations.Add(conversationId);
    }

    /// <summary>A conversation is not active in this silo any more.</summary>
    public void Unfollow(Guid conversationId)
    {
        lock (_lock)
            _conversations.Remove(conversationId);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await LookAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo ends.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var (answer, askedAt) = Survey();
            var survey = await answer.WaitAsync(stopping);
            await ForEachAsync(TakeVanished(survey, askedAt), gone => grains.GetGrain<IPresenceGrain>(gone.User).LeftAsync(gone.Front), stopping);
            if (survey.Silos == 0 || survey.Silos == _silos || !_watching.IsCompleted)
                return;
            _silos = survey.Silos;

            // Beside the loop: calls to what was on a lost silo take their time.
            _watching = ForEachAsync(Conversations(), id => grains.GetGrain<IConversationGrain>(id).WatchAgainAsync(), stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            NotLooked(log, failure);
        }
    }

    private (Task<FrontSurvey> Answer, DateTimeOffset AskedAt) Survey()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_surveying is null || _surveying.IsFaulted || _surveying.IsCanceled || now - _surveyedAt > Age)
            {
                _surveying = grains.GetGrain<IFrontDirectoryGrain>(0).SurveyAsync();
                _surveyedAt = now;
            }

            return (_surveying, _surveyedAt);
        }
    }

    private bool IsLost(FrontAddress front, FrontSurvey survey, DateTimeOffset askedAt) =>
        survey.Misses(front) && (!_users.TryGetValue(front, out var followed) || followed.HeardAt < askedAt);

    private Guid[] Conversations()
    {
        lock (_lock)
            return [.. _conversations];
    }

    /// <summary>Who is on fronts that are gone. Each is named once; presence looks by itself now and then, should that fail.</summary>
    private List<(Guid User, Guid Front)> TakeVanished(FrontSurvey survey, DateTimeOffset askedAt)
    {
        List<(Guid User, Guid Front)> vanished = [];
        lock (_lock)
        {
            foreach (var (front, (users, _)) in _users)
            {
                if (!IsLost(front, survey, askedAt))
                    continue;
                vanished.AddRange(users.Select(user => (user, front.Id)));
                _users.Remove(front);
            }
        }

        return vanished;
    }

    private Task ForEachAsync<T>(IReadOnlyCollection<T> items, Func<T, Task> call, CancellationToken stopping) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = stopping },
        async (item, _) =>
        {
            try
            {
                await call(item).WaitAsync(stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                NotTold(log, failure);
            }
        });

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "The list of fronts could not be read; asking again")]
    private static partial void NotLooked(ILogger log, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "A grain could not be told that fronts or silos changed; it looks by itself later")]
    private static partial void NotTold(ILogger log, Exception failure);
}
