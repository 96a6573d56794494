using GmmVae.Report.Claims;

namespace GmmVae.Report.Pages;

/// <summary>The report's sentences with their tests and verdicts, by what they are about.</summary>
internal static class ClaimTable
{
    internal static void Write(Html page, ReproductionReport report)
    {
        page.Raw("<section id=\"claims\">\n").Element("h2", "What the report says, tested");
        page.Element("p", ReportWords.Outcome(report.Claims) + " Bounds were set before the runs. "
            + (report.Options.AllSeeds.Count == 1
                ? "One seed decides here, and a number that ties with its bound leaves a sentence undecided. "
                : "A sentence holds where the 95 % intervals of the means over seeds lie on its side of the bounds, and is undecided where one covers its bound; ± is half such an interval. ")
            + "Sentences about the Gaussian-mixture VAE are judged on this library's training, with the paper's beside it; those about the cluster prior term on the paper's. The judge is a small classifier that was trained with labels, used only to judge; "
            + string.Join(", ", ReportWords.Shown(report).Select(set =>
                $"{ReportWords.Set(set)}: {ReportWords.Percent(set.JudgeAccuracy)} of the test split right")) + ".");
        foreach (var group in report.Claims.GroupBy(claim => claim.Group))
        {
            page.Element("h3", group.Key);
            page.Raw("<table class=\"claims\">\n<thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">The report's sentence</th><th scope=\"col\">Test</th><th scope=\"col\">Measured</th></tr></thead>\n<tbody>\n");
            foreach (var claim in group)
                Row(page, claim);
            page.Raw("</tbody></table>\n");
        }

        page.Raw("</section>\n");
    }

    private static void Row(Html page, Claim claim)
    {
        page.Raw($"<tr id=\"claim-{Html.Escape(claim.Id)}\" class=\"{Style(claim.Outcome.Verdict)}\">");
        page.Element("td class=\"verdict\"", Mark(claim.Outcome.Verdict)).Element("th scope=\"row\"", claim.Sentence);
        page.Element("td data-name=\"Test\"", claim.Test).Raw("<td data-name=\"Measured\">").Text(claim.Outcome.Value);
        if (claim.Paper is { } paper)
            page.Raw("<p>").Text($"Paper's training: {paper.Verdict.Words()}; {paper.Value}").Raw("</p>");
        if (claim.Explanation is { } explanation)
            page.Raw("<p>").Text($"Why: {explanation}").Raw("</p>");
        if (PublishedClaims.Of(claim.Id) is { } published)
            page.Raw("<p>").Text($"Published, five seeds in full size: {published}").Raw("</p>");
        page.Raw("</td></tr>\n");
    }

    private static string Style(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Undecided => "open",
        _ => "fails",
    };

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "✓ holds",
        Verdict.Undecided => "? undecided",
        _ => "✗ does not hold",
    };
}

/// <summary>What a quick reproduction leaves out, in words.</summary>
internal static class QuickSize
{
    internal const string Words =
        "This is the quick size: one seed, and small networks on drawn digits in MNIST's place, so that sentences about MNIST are tested on drawn digits; one-dimensional data are in full size. "
        + "The full size, gmmvae reproduce without more, takes five seeds and MNIST: about two hours on two cores.";
}
