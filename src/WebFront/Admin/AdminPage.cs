using OrleansChat.WebFront.Admin.Reports;
using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Admin;

/// <summary>
/// The operator page: how the cluster is, live and read-only, at the same path on every contract's port, for accounts with the role ADMIN.
/// <c>Admin:Page</c> switches it on; in Development it is on by default.
/// </summary>
internal static class AdminPage
{
    /// <summary>Where it is.</summary>
    public const string Path = "/admin";

    /// <summary>Adds what the page needs, and this process's reports.</summary>
    public static void AddAdminPage(this IServiceCollection services)
    {
        services.AddNodeReports();
        services.AddSingleton<OperatorCookie>();
        services.AddSingleton<OperatorSignIn>();
    }

    /// <summary>Serves the page where it is switched on; elsewhere there is nothing.</summary>
    public static void MapAdminPage(this WebApplication app)
    {
        if (!app.Configuration.GetValue("Admin:Page", app.Environment.IsDevelopment()))
            return;
        var limited = app.Configuration.GetValue("RateLimits:Enabled", true);
        var limit = new SignInLimit(limited ? new FixedWindows(app.Services.GetRequiredService<TimeProvider>(), FixedWindows.DefaultCapacity) : null);
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Path), page => page.UseMiddleware<AdminGuard>());
        app.MapGroup(Path).MapAdmin(limit);
    }
}
