namespace GmmVae.Tests;

/// <summary>A test in a browser: skipped, visibly, where there is no Chromium (<c>apt-get install chromium</c>) and CHROMIUM_PATH names
/// none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (!File.Exists(ExecutablePath))
            Skip = $"There is no Chromium at {ExecutablePath}; CHROMIUM_PATH may name another.";
    }

    public static string ExecutablePath => Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "/usr/bin/chromium";
}
