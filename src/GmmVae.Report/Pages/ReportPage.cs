using System.Globalization;
using System.Text.Json.Nodes;
using GmmVae.Domain.Graphs;
using GmmVae.Domain.Models;
using GmmVae.Report.Charts;
using GmmVae.Report.Claims;
using GmmVae.Report.Experiment;

namespace GmmVae.Report.Pages;

/// <summary>The report as one page that needs nothing else: styles, script, charts and images are inside.</summary>
internal static class ReportPage
{
    private const int Wide = 540;
    private const int WholeWidth = 1080;
    private const int Narrow = 340;

    internal static string Render(ReproductionReport report, IReadOnlyList<ReportSection> sections)
    {
        var page = new Html();
        page.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        page.Raw("<link rel=\"icon\" href=\"data:,\">\n").Element("title", "GmmVae: the experiment, reproduced");
        page.Raw($"<style>\n{PageStyle.Sheet}{Palette.StyleSheet}</style>\n</head>\n<body>\n<main>\n");
        Opening(page, report, sections);
        foreach (var section in sections)
            Section(page, section);
        ClaimTable.Write(page, report);
        Runs(page, report);
        Times(page, report);
        page.Raw("</main>\n<div id=\"hover\" hidden></div>\n");
        HoverData.Write(page, report);
        return page.Raw($"<script>\n{PageScript.Text}</script>\n</body>\n</html>\n").ToString();
    }

    private static void Opening(Html page, ReproductionReport report, IReadOnlyList<ReportSection> sections)
    {
        page.Element("h1", "Autoencoder, VAE and Gaussian-mixture VAE: the experiment, reproduced");
        page.Raw("<p class=\"lead\"><a href=\"#claims\">").Text(ReportWords.Outcome(report.Claims)).Raw("</a> ");
        page.Text(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Sets.Sum(set => set.Models.Count)} trainings{Seeds(report.Options)} on {report.Sets.Count} kinds of data ({string.Join(", ", report.Sets.Select(ReportWords.Set))}). ")
            + "Pictures first; what each sentence of the report says, how it was tested and what came out stands below them.")
            .Raw("</p>\n");
        if (report.Options.Quick)
            page.Element("p class=\"note\"", QuickSize.Words);
        foreach (var missing in report.Missing)
            page.Element("p class=\"note\"",
                $"MNIST is missing, so drawn digits stand in its place and sentences about MNIST are tested on them. {missing}");
        page.Raw("<nav><ul>\n");
        foreach (var section in sections)
            page.Raw($"<li><a href=\"#{section.Anchor}\">{Html.Escape(section.Number)}: {Html.Escape(section.Title)}</a></li>\n");
        page.Raw("<li><a href=\"#claims\">What the report says, tested</a></li>\n<li><a href=\"#runs\">What was run, and how to run each part again</a></li>\n</ul></nav>\n");
    }

    private static string Seeds(ReproductionOptions options) => options.AllSeeds.Count == 1
        ? FormattableString.Invariant($", seed {options.Seed},")
        : FormattableString.Invariant($" of each of {options.AllSeeds.Count} seeds ({string.Join(", ", options.AllSeeds)}; shown is {options.Seed})");

    private static void Section(Html page, ReportSection section)
    {
        page.Raw($"<section id=\"{section.Anchor}\">\n").Element("h2", $"{section.Number}. {section.Title}").Element("p", section.Caption);
        if (section.Facts.Count > 0)
            page.Raw("<ul class=\"facts\">\n");
        foreach (var fact in section.Facts)
            page.Element("li", fact);
        if (section.Facts.Count > 0)
            page.Raw("</ul>\n");
        page.Raw($"<div class=\"figures of-{ReportWords.Number(section.Columns)}\">\n");
        foreach (var figure in section.Figures)
        {
            page.Raw("<figure>\n");
            switch (figure)
            {
                case ReportFigure.Chart chart:
                    Chart(page, chart, section.Columns == 1 ? WholeWidth : Wide);
                    break;
                case ReportFigure.Picture picture:
                    Picture(page, picture);
                    break;
            }

            page.Raw("</figure>\n");
        }

        page.Raw("</div>\n</section>\n");
    }

    private static void Chart(Html page, ReportFigure.Chart chart, int wide)
    {
        var points = chart.Points is { } name ? $" data-points=\"{Html.Escape(name)}\"" : "";
        foreach (var (style, width) in new[] { ("on-wide", wide), ("on-narrow", Narrow) })
            page.Raw($"<div class=\"{style}\"{points}>{chart.Draw(width).Replace($"<style>\n{Palette.StyleSheet}</style>\n", "", StringComparison.Ordinal)}</div>\n");
    }

    private static void Picture(Html page, ReportFigure.Picture picture)
    {
        using var memory = new MemoryStream();
        picture.Image.WritePng(memory);
        page.Element("figcaption", picture.Title).Raw("<div class=\"picture\">");
        if (picture.Rows.Count > 0)
        {
            page.Raw("<ol class=\"rows\">");
            foreach (var row in picture.Rows) page.Element("li", row);
            page.Raw("</ol>");
        }

        page.Raw(string.Create(
            CultureInfo.InvariantCulture,
            $"<img width=\"{picture.Image.Width}\" height=\"{picture.Image.Height}\" alt=\"{Html.Escape(picture.Title)}\" src=\"data:image/png;base64,{Convert.ToBase64String(memory.GetBuffer(), 0, (int)memory.Length)}\">"));
        page.Raw("</div>\n");
    }

    private static void Runs(Html page, ReproductionReport report)
    {
        page.Raw("<section id=\"runs\">\n").Element("h2", "What was run, and how to run each part again");
        page.Element("p", "Every training is a run folder below runs, with its log of every step and its checkpoint. A finished part is reused as long as its specification, data and code are the same; remove its folder to train it again. The commands train single parts to the same bits.");
        page.Table(
            ["data", "model", "hidden", "code", "parameters", "epochs", "steps", "batch", "objective (nats, test)", "parameters' SHA-256", "command"],
            report.Sets.SelectMany(set => set.Models.Select(model => Row(set, model))));
        page.Element("h3", "Data");
        page.Table(
            ["data", "training rows", "test rows", "features", "labels", "fingerprint"],
            report.Sets.Select(set => (string[])
                [ReportWords.Set(set), ReportWords.Number(set.TrainRows), ReportWords.Number(set.TestRows),
                    ReportWords.Number(set.Features), string.Join(", ", ReportWords.Labels(set)), set.Fingerprint[..16]]));
        page.Raw("</section>\n");
    }

    private static string[] Row(SetReport set, ModelReport model)
    {
        var (spec, summary) = (model.Notes["spec"]!, model.Summary);
        return
        [
            ReportWords.Set(set),
            ReportWords.Model(model.Model),
            string.Join(", ", spec["encoder"]!["widths"]!.AsArray().Select(width => width!.ToString())),
            spec["latent"]!.ToString(),
            model.Notes["parameters"]!.ToString(),
            summary["epochs"]!.ToString(),
            summary["steps"]!.ToString(),
            model.Notes["training"]!["batch"]!.ToString(),
            ((double)summary["terms"]!["objective"]!).ToString("F2", CultureInfo.InvariantCulture),
            ((string)summary["parametersSha256"]!)[..16],
            model.Command,
        ];
    }

    private static void Times(Html page, ReproductionReport report)
    {
        page.Raw("<section id=\"times\">\n").Element("h2", "Times and machine");
        page.Element("p", string.Create(
            CultureInfo.InvariantCulture,
            $"This section alone differs between equal runs. {Environment.ProcessorCount} processors, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, {System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture}."));
        page.Table(
            ["data", "model", "training (s)", "samples a second", "reused"],
            report.Sets.SelectMany(set => set.Models.Select(model => (string[])
            [
                ReportWords.Set(set), ReportWords.Model(model.Model), Time(model.Summary, "seconds"),
                    Time(model.Summary, "samplesPerSecond"), model.IsReused ? "yes" : "no",
            ])));
        page.Raw("</section>\n");
    }

    private static string Time(JsonObject summary, string name) =>
        ((double)summary["timing"]![name]!).ToString("F1", CultureInfo.InvariantCulture);
}

/// <summary>A numbered figure of the report, made of one or more pictures.</summary>
/// <param name="Number">As in the original report, such as <c>Figure 7</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Caption">How to read it; plain text.</param>
/// <param name="Facts">What was measured, a sentence for each kind of data.</param>
/// <param name="Figures">The pictures.</param>
/// <param name="Columns">How many pictures are beside each other on a wide page.</param>
internal sealed record ReportSection(
    string Number, string Title, string Caption, IReadOnlyList<string> Facts, IReadOnlyList<ReportFigure> Figures, int Columns = 2)
{
    /// <summary>The section's anchor on the page.</summary>
    public string Anchor => Number.ToLowerInvariant().Replace(' ', '-').Replace(",", "", StringComparison.Ordinal);
}

/// <summary>One picture of the report: a chart that is drawn for the width at hand, or an image.</summary>
internal abstract record ReportFigure
{
    private ReportFigure(string name, string alternative) => (Name, Alternative) = (name, alternative);

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    /// <summary>What a reader who does not see it is told.</summary>
    public string Alternative { get; }

    /// <summary>A chart.</summary>
    /// <param name="Name">The file's name without its ending.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Draw">Draws it at a width in pixels.</param>
    /// <param name="Points">The name of the points that a pointer finds in it, if any.</param>
    internal sealed record Chart(string Name, string Title, Func<int, string> Draw, string? Points = null) : ReportFigure(Name, Title);

    /// <summary>An image.</summary>
    /// <param name="Name">The file's name without its ending.</param>
    /// <param name="Title">Its title.</param>
    /// <param name="Image">The pixels.</param>
    /// <param name="Rows">A name for each row of the image's grid; empty for none.</param>
    internal sealed record Picture(string Name, string Title, PixelImage Image, IReadOnlyList<string> Rows) : ReportFigure(Name, Title);
}

/// <summary>How things are called in the report.</summary>
internal static class ReportWords
{
    internal static string Set(SetReport set) => set.Name switch
    {
        "mnist" => "MNIST",
        "digits" => "Digits",
        "line" => "Line",
        ReproductionPlan.Overlap => "Overlapping numbers",
        _ => "Signals",
    };

    internal static string Model(ReproducedModel model) => model switch
    {
        ReproducedModel.AutoEncoder => "autoencoder",
        ReproducedModel.Variational => "VAE",
        ReproducedModel.VariationalWide => "wide VAE",
        ReproducedModel.Mixture => "paper's GMM-VAE",
        ReproducedModel.Clustering => "library's GMM-VAE",
        ReproducedModel.Term => "GMM-VAE, ten dimensions",
        ReproducedModel.TermWithoutThreshold => "GMM-VAE, threshold 0",
        _ => "GMM-VAE, cluster prior off",
    };

    /// <summary>The same where rows and legends have little room.</summary>
    internal static string Briefly(ReproducedModel model) => model switch
    {
        ReproducedModel.Mixture => "paper's",
        ReproducedModel.Clustering => "library's",
        _ => Model(model),
    };

    /// <summary>Both trainings of the Gaussian-mixture VAE.</summary>
    internal static IReadOnlyList<ReproducedModel> Mixtures { get; } = [ReproducedModel.Mixture, ReproducedModel.Clustering];

    /// <summary>The data on which all models were trained.</summary>
    internal static IEnumerable<SetReport> Shown(ReproductionReport report) =>
        report.Sets.Where(set => set.Has(ReproducedModel.AutoEncoder));

    /// <summary>A loss term's name, as run files have it, in words.</summary>
    internal static string Term(string name) => name == GraphNames.BatchMeanKl
        ? "KL of mean assignment"
        : string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    internal static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>How many sentences came out how.</summary>
    internal static string Outcome(IReadOnlyList<Claim> claims)
    {
        var counts = Enum.GetValues<Verdict>().Select(verdict => claims.Count(claim => claim.Outcome.Verdict == verdict)).ToArray();
        return FormattableString.Invariant(
            $"{counts[0]} of {claims.Count} sentences hold; {counts[1]} undecided; {counts[2]} do{(counts[2] == 1 ? "es" : "")} not hold.");
    }

    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    /// <summary>The labels' numbers, with their names where these say more.</summary>
    internal static IEnumerable<string> Labels(SetReport set) =>
        set.LabelNames.Select((name, label) => name == Number(label) ? name : $"{Number(label)} {name}");

    /// <summary>The cluster in a row of a mixture's tables, with its own class.</summary>
    internal static string Cluster(SetReport set, MixtureReport mixture, int row) => mixture.ClassOfCluster[row] is >= 0 and var own
        ? $"{Number(mixture.ClusterOfRow[row])}: {Short(set.LabelNames[own])}"
        : $"{Number(mixture.ClusterOfRow[row])}: empty";

    /// <summary>The name of each row of a mixture's tables.</summary>
    internal static string[] Clusters(SetReport set, MixtureReport mixture) =>
        [.. Enumerable.Range(0, mixture.ClusterOfRow.Length).Select(row => Cluster(set, mixture, row))];

    internal static string Short(string name) => name.Length <= 14 ? name : name[..13] + "…";
}
