namespace GmmVae.Engine;

/// <summary>The page of an exported sampler.</summary>
internal static class WebPage
{
    /// <summary>The page for a model of a kind.</summary>
    internal static string Of(string kind) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Samples of a {kind}</title>
        <link rel="icon" href="data:,">
        <style>
        {Style}
        </style>
        <script src="{WebRuntime.Script.Address}" integrity="{WebRuntime.Script.Integrity}" crossorigin="anonymous" defer></script>
        <script src="{WebExport.ModelName}" defer></script>
        <script src="{WebExport.ScriptName}" defer></script>
        </head>
        <body>
        <h1>Samples of a {kind}</h1>
        <p id="status" role="status">Loading the model …</p>
        <main hidden>
          <section>
            <h2>Sample</h2>
            <canvas id="sample" role="img" aria-label="The expected observation"></canvas>
            <p id="value"></p>
          </section>
          <section>
            <h2 id="pad-title">Noise</h2>
            <div id="pad" tabindex="0" role="application" aria-labelledby="pad-title" aria-describedby="pad-help"><i></i></div>
            <p id="pad-help">Drag, or use the arrow keys. The rings are one, two and three standard deviations.</p>
            <label>Other noise <input id="amount" type="range" min="0" max="1" step="0.05" value="0"></label>
            <button id="draw" type="button">Draw anew</button>
          </section>
          <fieldset id="clusters" hidden><legend>Cluster</legend></fieldset>
        </main>
        <noscript>The page computes in the browser and needs scripts.</noscript>
        </body>
        </html>

        """;

    private const string Style = """
        :root { color-scheme: light dark; --ink: light-dark(#1c2430, #e6eaf0); --paper: light-dark(#fff, #14181f); --line: light-dark(#c8d0da, #3a4452); --mark: light-dark(#1f5fbf, #7fb2ff); }
        body { margin: 1.5rem auto; padding: 0 1rem; max-width: 46rem; font: 16px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        h1 { font-size: 1.4rem; } h2 { font-size: 1rem; margin: 0 0 .4rem; }
        main { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1.5rem; } main[hidden] { display: none; }
        #sample { width: 17rem; max-width: 100%; border: 1px solid var(--line); image-rendering: pixelated; }
        #pad { position: relative; width: 17rem; max-width: 100%; aspect-ratio: 1; border: 1px solid var(--line); touch-action: none; cursor: crosshair;
               background: radial-gradient(circle closest-side, transparent 32.7%, var(--line) 33% 33.6%, transparent 34% 66%, var(--line) 66.3% 66.9%, transparent 67.2% 99%, var(--line) 99.4%, transparent 100%); }
        #pad i { position: absolute; width: 16px; height: 16px; margin: -8px; border-radius: 50%; background: var(--mark); pointer-events: none; }
        #pad:focus-visible, button:focus-visible, label:focus-within { outline: 2px solid var(--mark); outline-offset: 2px; }
        #pad-help { font-size: .85rem; } #value { font-variant-numeric: tabular-nums; }
        fieldset { grid-column: 1 / -1; border: 1px solid var(--line); } fieldset label { display: inline-block; padding: .2rem .5rem; }
        """;
}
