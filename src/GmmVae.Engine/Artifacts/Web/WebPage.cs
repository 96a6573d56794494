namespace GmmVae.Engine.Artifacts.Web;

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

/// <summary>The script of an exported sampler's page.</summary>
internal static class WebScript
{
    /// <summary>Reads <c>gmmvaeModel</c> (see <see cref="WebExport"/>), fetches the runtime by its hashes, and draws.</summary>
    internal static string Text => $$"""
        'use strict';
        (async () => {
          const model = globalThis.gmmvaeModel, find = id => document.getElementById(id);
          const most = 3, state = { cluster: 0, x: 0, y: 0, amount: 0, noise: [] };

          // What the browser loads must be what was tested: it refuses files with another hash.
          const fetchExactly = async (address, integrity, type) => {
            const answer = await fetch(address, { integrity, mode: 'cors', credentials: 'omit' });
            if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
            return URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type }));
          };

          const start = async () => {
            if (!globalThis.ort) throw new Error('the runtime did not load: {{WebRuntime.Script.Address}}');
            const [mjs, wasm] = await Promise.all([
              fetchExactly('{{WebRuntime.Module.Address}}', '{{WebRuntime.Module.Integrity}}', 'text/javascript'),
              fetchExactly('{{WebRuntime.Code.Address}}', '{{WebRuntime.Code.Integrity}}', 'application/wasm')]);
            ort.env.wasm.numThreads = 1;
            ort.env.wasm.wasmPaths = { mjs, wasm };
            return ort.InferenceSession.create(Uint8Array.from(atob(model.sampler), c => c.charCodeAt(0)));
          };

          const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
          const row = values => new ort.Tensor('float32', Float32Array.from(values), [1, values.length]);

          // The pad moves the first two dimensions of the style, or of the code where there is none; the others are drawn.
          const feeds = () => {
            const scaled = state.noise.map(value => value * state.amount);
            const style = scaled.slice(model.latent), code = scaled.slice(0, model.latent), moved = model.style > 0 ? style : code;
            moved[0] = state.x;
            if (moved.length > 1) moved[1] = state.y;
            const result = { code_noise: row(code) };
            if (model.style > 0) {
              result.style_noise = row(style);
              result.cluster = row(Array.from({ length: model.clusters }, (_, k) => k === state.cluster ? 1 : 0));
            }
            return result;
          };

          const level = value => Math.max(0, Math.min(255, Math.round(value * 255)));

          const drawImage = (pen, values, { height, width, channels }) => {
            pen.canvas.width = width; pen.canvas.height = height;
            const low = model.isGrey ? 0 : Math.min(...values), range = model.isGrey ? 1 : Math.max(...values) - low || 1;
            const pixels = pen.createImageData(width, height);
            for (let i = 0; i < height * width; i++) {
              for (let c = 0; c < 3; c++) pixels.data[4 * i + c] = level((values[i * channels + (channels >= 3 ? c : 0)] - low) / range);
              pixels.data[4 * i + 3] = 255;
            }
            pen.putImageData(pixels, 0, 0);
          };

          const drawCurve = (pen, values) => {
            pen.canvas.width = 544; pen.canvas.height = 320;
            const low = Math.min(...values), range = Math.max(...values) - low || 1;
            pen.strokeStyle = getComputedStyle(document.body).color; pen.lineWidth = 3; pen.beginPath();
            values.forEach((value, i) => pen.lineTo(12 + i * 520 / (values.length - 1), 304 - (value - low) / range * 288));
            pen.stroke();
          };

          const show = values => {
            const pen = find('sample').getContext('2d');
            find('sample').numbers = values;
            if (model.image) drawImage(pen, values, model.image);
            else if (values.length > 1) drawCurve(pen, values);
            else find('sample').hidden = true;
            const numbers = [...values].slice(0, 4).map(value => value.toFixed(3)).join(', ');
            find('value').textContent = model.image ? '' : values.length > 4 ? `${numbers}, …` : numbers;
          };

          let session, isBusy = false, isStale = false;
          const update = async () => {
            const mark = find('pad').firstElementChild;
            mark.style.left = `${(state.x / most + 1) * 50}%`; mark.style.top = `${(1 - state.y / most) * 50}%`;
            isStale = true;
            if (isBusy) return;
            isBusy = true;
            try {
              while (isStale) {
                isStale = false;
                show((await session.run(feeds())).sample.data);
              }
              document.body.dataset.drawn = Number(document.body.dataset.drawn ?? 0) + 1;
            } finally { isBusy = false; }
          };

          const redraw = () => { state.noise = Array.from({ length: model.latent + model.style }, normal); };
          const clamp = value => Math.max(-most, Math.min(most, value));
          const moveTo = (x, y) => { state.x = clamp(x); state.y = clamp(y); update(); };

          const listen = () => {
            const pad = find('pad');
            const follow = event => {
              const frame = pad.getBoundingClientRect();
              moveTo(((event.clientX - frame.left) / frame.width * 2 - 1) * most, (1 - (event.clientY - frame.top) / frame.height * 2) * most);
            };
            pad.addEventListener('pointerdown', event => { pad.setPointerCapture(event.pointerId); follow(event); });
            pad.addEventListener('pointermove', event => { if (event.buttons & 1) follow(event); });
            pad.addEventListener('keydown', event => {
              const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
              if (!step) return;
              event.preventDefault();
              moveTo(state.x + step[0], state.y + step[1]);
            });
            find('amount').addEventListener('input', event => { state.amount = Number(event.target.value); update(); });
            find('draw').addEventListener('click', () => {
              redraw();
              if (state.amount === 0) { state.amount = 1; find('amount').value = 1; }
              update();
            });
            for (let k = 0; k < model.clusters; k++) {
              const label = document.createElement('label'), choice = document.createElement('input');
              Object.assign(choice, { type: 'radio', name: 'cluster', value: k, checked: k === 0 });
              choice.addEventListener('change', () => { state.cluster = k; update(); });
              label.append(choice, ` ${k}`);
              find('clusters').append(label);
            }
            find('clusters').hidden = model.clusters === 0;
            find('pad-title').textContent = model.style > 0 ? 'Style noise w' : 'Code noise';
          };

          try {
            session = await start();
            redraw();
            listen();
            find('status').hidden = true;
            document.querySelector('main').hidden = false;
            await update();
          } catch (fault) {
            find('status').textContent = `The page cannot compute: ${fault.message}`;
            throw fault;
          }
        })();

        """;
}
