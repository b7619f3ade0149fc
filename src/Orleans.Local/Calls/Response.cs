using System.Runtime.ExceptionServices;

namespace Orleans.Serialization.Invocation;

/// <summary>How a request ended: with a result or an exception.</summary>
public abstract class Response
{
    /// <summary>Ended without a result.</summary>
    public static Response Completed { get; } = new ResultResponse(null);

    /// <summary>The result; throws the exception when there is one.</summary>
    public abstract object? Result { get; set; }

    /// <summary>The exception; null when there is a result.</summary>
    public abstract Exception? Exception { get; set; }

    /// <summary>Ended with an exception.</summary>
    public static Response FromException(Exception exception) => new ExceptionResponse(exception);

    /// <summary>Ended with a result.</summary>
    public static Response FromResult<TResult>(TResult value) => new ResultResponse(value);

    /// <summary>The result; throws the exception when there is one.</summary>
    public T? GetResult<T>() => (T?)Result;

    private sealed class ResultResponse(object? result) : Response
    {
        private object? _result = result;

        public override object? Result
        {
            get => _result;
            set => _result = value;
        }

        public override Exception? Exception
        {
            get => null;
            set => throw new InvalidOperationException("A response with a result has no exception.");
        }
    }

    private sealed class ExceptionResponse(Exception exception) : Response
    {
        private Exception _exception = exception;

        public override object? Result
        {
            get
            {
                ExceptionDispatchInfo.Throw(_exception);
                return null;
            }

            set => throw new InvalidOperationException("A response with an exception has no result.");
        }

        public override Exception? Exception
        {
            get => _exception;
            set => _exception = value ?? throw new ArgumentNullException(nameof(value));
        }
    }
}
