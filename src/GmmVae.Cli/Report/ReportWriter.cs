using GmmVae.Engine;
namespace GmmVae.Cli;

internal static class ReportWriter
{
    internal static string Write(ReproductionReport report, string folder) => folder;
}
