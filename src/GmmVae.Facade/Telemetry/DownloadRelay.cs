using Microsoft.Extensions.Logging;

namespace GmmVae;

/// <summary>Tells those who follow a training what is downloaded before it can begin.</summary>
internal sealed class DownloadRelay(IProgress<TrainingProgress>? progress, ILogger log) : IProgress<string>
{
    public void Report(string value)
    {
        log.Downloading(value);
        progress?.Report(new TrainingProgress(0, 0, 0, 0, false, [], null, [], 0, TimeSpan.Zero) { Download = value });
    }
}
