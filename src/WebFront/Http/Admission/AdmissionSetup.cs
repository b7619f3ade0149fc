namespace OrleansChat.WebFront.Http.Admission;

/// <summary>Admission for all contracts and transports of this front together.</summary>
internal static class AdmissionSetup
{
    /// <summary>Adds the one bound that everything passes.</summary>
    public static void AddAdmission(this IServiceCollection services)
    {
        services.AddOptions<OverloadOptions>().BindConfiguration(OverloadOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OverloadMetrics>();
        services.AddSingleton<AdmissionControl>();
        services.AddSingleton<AdmittedCalls>();
    }
}
