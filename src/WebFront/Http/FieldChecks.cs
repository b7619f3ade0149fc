using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Http;

/// <summary>A field that breaks a rule.</summary>
internal sealed record FieldError(string Field, string Rule);

/// <summary>Several fields of one request break rules, in the order in which they were looked at.</summary>
internal sealed class InvalidFieldsException(IReadOnlyList<FieldError> fields) : Exception("Several values are refused.")
{
    /// <summary>The fields, at least one.</summary>
    public IReadOnlyList<FieldError> Fields { get; } = fields;
}

/// <summary>Looks at all fields of a request before any is refused, so that a caller is told of all that are wrong at once.</summary>
internal sealed class FieldChecks
{
    private List<FieldError>? _wrong;

    /// <summary>What a check answers; when it refuses the value, that is remembered, and what is answered here means nothing.</summary>
    public T Of<T>(Func<T> check)
    {
        try
        {
            return check();
        }
        catch (ChatException refused) when (refused.Error is ChatError.Invalid)
        {
            (_wrong ??= []).Add(new(refused.Field!, refused.Message));
            return default!;
        }
    }

    /// <summary>Ends the checks.</summary>
    /// <exception cref="InvalidFieldsException">A value was refused.</exception>
    public void Done()
    {
        if (_wrong is not null)
            throw new InvalidFieldsException(_wrong);
    }
}
