using System.Security.Cryptography;
using Microsoft.Playwright;

namespace GmmVae.Tests.EndToEnd;

/// <summary>The exported page in a browser, opened from the disk; npm's files stand in for the public copy of them.</summary>
[Collection(ForeignTests.Name)]
public class WebTests
{
    private static readonly WebRuntimeFile[] Files = [WebRuntime.Script, WebRuntime.Module, WebRuntime.Code];

    [NpmFact]
    public void The_hashes_in_the_page_are_those_of_the_published_package()
    {
        Assert.EndsWith("@" + WebRuntime.Version, NpmPackages.Web, StringComparison.Ordinal);
        foreach (var file in Files)
            Assert.Equal("sha384-" + Convert.ToBase64String(SHA384.HashData(File.ReadAllBytes(Path.Combine(NpmPackages.WebFiles,
                file.Name)))), file.Integrity);
    }

    [BrowserWithNpmFact]
    public async Task Dragging_over_the_noise_and_picking_a_cluster_change_the_sample()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Launch(playwright);
        var (page, complaints, requests) =
            await Open(browser, "gmm-vae-convolutional", name => File.ReadAllBytes(Path.Combine(NpmPackages.WebFiles, name)));
        await Drawn(page, 1, complaints);
        var seen = new HashSet<string> { await Numbers(page) };
        var frame = (await page.Locator("#pad").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(frame.X + (frame.Width / 2), frame.Y + (frame.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(frame.X + (frame.Width * 0.9f), frame.Y + (frame.Height * 0.1f), new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await New(page, seen);
        await page.GetByLabel("2", new() { Exact = true }).CheckAsync();
        await New(page, seen);
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw anew" }).ClickAsync();
        await New(page, seen);
        await page.Locator("#pad").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await New(page, seen);

        Assert.Equal("16x4",
            await page.EvaluateAsync<string>("`${document.getElementById('sample').width}x${document.getElementById('sample').height}`"));
        Assert.True(await page.EvaluateAsync<bool>(
            """
            () => {
              const canvas = document.getElementById('sample'), pixels = canvas.getContext('2d').getImageData(0, 0, 16, 4).data;
              return canvas.numbers.length === 64 && [...canvas.numbers].every((value, i) => [0, 1, 2].every(c => pixels[4 * i + c] === Math.round(value * 255)));
            }
            """));
        Assert.Empty(complaints);
        var elsewhere = requests.Where(url => url.StartsWith("http", StringComparison.Ordinal)).Distinct().Order();
        Assert.Equal(Files.Select(file => file.Address).Order(), elsewhere);
        if (Environment.GetEnvironmentVariable("GMMVAE_SCREENS") is { } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "web.png"), FullPage = true });
    }

    [BrowserWithNpmFact]
    public async Task The_page_draws_what_the_engine_computes()
    {
        var model = ForeignModel.Of("vae");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Launch(playwright);
        var (page, complaints, _) = await Open(browser, "vae", name => File.ReadAllBytes(Path.Combine(NpmPackages.WebFiles, name)));
        await Drawn(page, 1, complaints);
        await page.Locator("#pad").FocusAsync();
        for (var i = 0; i < 5; i++)
            await page.Keyboard.PressAsync("ArrowUp");
        await Drawn(page, 2, complaints);

        using var workers = new WorkerPool(1);
        using var store = ParameterStore.Of(EvaluationGraph.Build(model.Spec).Graph, ManagedEngine.Instance);
        model.Checkpoint.Restore(store);
        using var decoder = new DecodingRun(model.Spec, store, workers);
        var expected = decoder.Decode([0, 0.5f, 0]);
        Units.Restore(model.Checkpoint.Header.Preprocessing, expected);
        var words = string.Join(", ",
            expected.Take(4).Select(value => value.ToString("F3", System.Globalization.CultureInfo.InvariantCulture))) + ", …";
        await Assertions.Expect(page.Locator("#value")).ToHaveTextAsync(words);
        Assert.Empty(complaints);
    }

    [BrowserWithNpmFact]
    public async Task A_runtime_with_another_hash_is_not_run()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Launch(playwright);
        foreach (var changed in Files)
        {
            var (page, complaints, _) = await Open(
                browser, "vae", name => [.. File.ReadAllBytes(Path.Combine(NpmPackages.WebFiles, name)), .. name == changed.Name
                    ? "\n"u8.ToArray() : []]);
            await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("cannot compute");
            Assert.False(await page.Locator("main").IsVisibleAsync());
            Assert.Contains(complaints, text => text.Contains("integrity", StringComparison.Ordinal));
            await page.CloseAsync();
        }
    }

    private static Task<IBrowser> Launch(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumFactAttribute.ExecutablePath, Args = ["--no-sandbox"] });

    private static async Task<(IPage Page, List<string> Complaints, List<string> Requests)> Open(IBrowser browser, string name,
        Func<string, byte[]> serve)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 900, Height = 800 } });
        List<string> complaints = [], requests = [];
        page.Console += (_, message) => complaints.Add(message.Text);
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => requests.Add(request.Url);
        await page.RouteAsync(url => url.StartsWith("http", StringComparison.Ordinal), route => route.FulfillAsync(new()
        {
            BodyBytes = serve(route.Request.Url[WebRuntime.Address.Length..]),
            Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
            ContentType = route.Request.Url.EndsWith("wasm", StringComparison.Ordinal) ? "application/wasm" : "text/javascript",
        }));
        await page.GotoAsync(new Uri(Path.Combine(ForeignModel.Of(name).Export(ExportFormat.Web), WebExport.PageName)).AbsoluteUri);
        return (page, complaints, requests);
    }

    /// <summary>Waits for so many samples, or for the page to say why there are none.</summary>
    private static async Task Drawn(IPage page, int times, IEnumerable<string> complaints)
    {
        await page.WaitForFunctionAsync($"Number(document.body.dataset.drawn ?? 0) >= {times} || document.getElementById('status').textContent.includes('cannot')");
        Assert.False(await page.Locator("#status").IsVisibleAsync(), await page.Locator("#status").InnerTextAsync() + "\n"
            + string.Join('\n', complaints));
    }

    /// <summary>Waits for a sample that was not seen yet.</summary>
    private static async Task New(IPage page, HashSet<string> seen)
    {
        for (var i = 0; i < 100; i++)
        {
            if (seen.Add(await Numbers(page)))
                return;
            await Task.Delay(50);
        }

        Assert.Fail("The sample did not change.");
    }

    private static Task<string> Numbers(IPage page) => page.EvaluateAsync<string>("[...document.getElementById('sample').numbers].join()");
}
