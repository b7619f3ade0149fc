namespace Orleans.Local;

/// <summary>A request of the runtime to an activation: no arguments, nobody waits for its answer.</summary>
internal abstract class InternalRequest : Request<NoResult>
{
    protected InternalRequest(RequestMethod method)
        : base(method) => IsOneWay = true;

    public override int ArgumentCount => 0;

    public abstract override Task InvokeOn(Activation activation);

    public override Task InvokeOn(object target) => throw new InvalidOperationException("This request is for an activation.");

    public override object? GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    public override void SetArgument(int index, object? value) => throw new ArgumentOutOfRangeException(nameof(index));
}
