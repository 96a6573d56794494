using Microsoft.Playwright;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The report's page in a browser, opened from the disk.</summary>
public class ReportPageTests
{
    [ChromiumFact]
    public async Task The_page_opens_from_the_disk_without_an_error_or_a_request_and_a_pointer_finds_the_rows()
    {
        var address = new Uri(Path.Combine(QuickReproduction.Folder, "report.html")).AbsoluteUri;
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumFactAttribute.ExecutablePath,
            Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1200, Height = 900 } });
        List<string> complaints = [], requests = [];
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync(address);

        foreach (var points in (string[])["line-vae", "signals-autoencoder", "digits-gmm-vae"])
            await HoverOverAPoint(page, points);
        Assert.Empty(complaints);
        Assert.Equal([address], requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)));
        Assert.NotEmpty(await page.ScreenshotAsync(new() { FullPage = true }));
    }

    [ChromiumFact]
    public async Task The_page_fits_a_phone_and_follows_the_readers_colour_scheme()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumFactAttribute.ExecutablePath,
            Args = ["--no-sandbox"] });
        var backgrounds = new HashSet<string>();
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 360, Height = 720 }, ColorScheme = scheme });
            await page.GotoAsync(new Uri(Path.Combine(QuickReproduction.Folder, "report.html")).AbsoluteUri);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 360);
            backgrounds.Add(await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor + getComputedStyle(document.querySelector('.on-narrow .paper')).fill"));
        }

        Assert.Equal(2, backgrounds.Count);
    }

    private static async Task HoverOverAPoint(IPage page, string points)
    {
        var chart = page.Locator($".on-wide[data-points='{points}'] svg").First;
        await chart.ScrollIntoViewIfNeededAsync();
        var place = await chart.EvaluateAsync<float[]>(
            """
            chart => {
              const dots = [...chart.querySelectorAll('path.points')].at(-1), view = chart.viewBox.baseVal, frame = chart.getBoundingClientRect();
              const [x, y] = dots.getAttribute('d').match(/-?[\d.]+/g).map(Number);
              return [frame.left + x * frame.width / view.width, frame.top + y * frame.height / view.height];
            }
            """);
        await page.Mouse.MoveAsync(place[0], place[1]);
        Assert.StartsWith("label ", await page.Locator("#hover").InnerTextAsync(), StringComparison.Ordinal);
        await page.Mouse.MoveAsync(2, 2);
        Assert.False(await page.Locator("#hover").IsVisibleAsync());
    }
}
