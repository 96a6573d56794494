using System.Text;
using GmmVae.Report.Charts;

namespace GmmVae.Report.Pages;

/// <summary>Builds the text of a page; all text that is not markup is escaped.</summary>
internal sealed class Html
{
    private readonly StringBuilder text = new();

    /// <summary>Markup as it is.</summary>
    internal Html Raw(string markup)
    {
        text.Append(markup);
        return this;
    }

    /// <summary>Text.</summary>
    internal Html Text(string words) => Raw(Escape(words));

    /// <summary>An element that holds text.</summary>
    /// <param name="tag">The element's name, with attributes if need be.</param>
    /// <param name="words">The text.</param>
    internal Html Element(string tag, string words) => Raw($"<{tag}>").Text(words).Raw($"</{tag.Split(' ')[0]}>\n");

    /// <summary>A table; the first row holds headings. It scrolls on its own where the page is narrower.</summary>
    internal Html Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        Raw("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>");
        foreach (var heading in headings) Element("th scope=\"col\"", heading);
        Raw("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            Raw("<tr>");
            foreach (var cell in row) Element("td", cell);
            Raw("</tr>\n");
        }

        return Raw("</tbody></table></div>\n");
    }

    /// <summary>Text as HTML shows it, in elements and in attributes.</summary>
    internal static string Escape(string words) => SvgText.Escape(words);

    public override string ToString() => text.ToString();
}

/// <summary>The look of the report's page: light and dark, wide and narrow, on paper.</summary>
internal static class PageStyle
{
    internal const string Sheet = """
        :root{--paper:#ffffff;--ink:#1f2328;--muted:#59636e;--rule:#d1d9e0;--soft:#f6f8fa;--link:#0550ae;--good:#0b6e4f;--bad:#9a3412}
        @media screen and (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--muted:#9198a1;--rule:#30363d;--soft:#151b23;--link:#6cb6ff;--good:#5fd3a4;--bad:#ffa07a}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        main{max-width:1160px;margin:0 auto;padding:24px 20px 64px}
        h1{font-size:clamp(1.4rem,5vw,1.9rem);line-height:1.2;margin:.4em 0}
        h2{font-size:1.3rem;line-height:1.3;margin:2.4em 0 .5em;padding-top:.8em;border-top:1px solid var(--rule)}
        h3{font-size:1rem;line-height:1.35;margin:.2em 0 .4em}
        p{max-width:78ch;margin:.5em 0 1em}
        a{color:var(--link)}
        .lead{font-size:1.1rem}
        .note{border-left:4px solid var(--bad);background:var(--soft);padding:.6em .9em}
        nav ul{columns:2;column-gap:2em;padding-left:1.2em}
        nav li{break-inside:avoid;margin:.15em 0}
        .claims{width:100%;font-size:.88rem;line-height:1.4}
        .claims th,.claims td{padding:8px 14px 8px 0}
        .claims tbody th{font-weight:600;width:26%}
        .claims .verdict{font-weight:600;width:10em;white-space:nowrap;padding-left:10px;border-left:5px solid}
        .holds .verdict{color:var(--good)}
        .open .verdict{color:var(--muted);border-left-style:dashed}
        .fails .verdict{color:var(--bad);border-left-style:double}
        .claims td p{margin:.5em 0 0}
        .claims+h3{margin-top:1.8em}
        .facts{margin:.2em 0 1.2em;padding-left:1.2em;font-size:.92rem;max-width:100ch}
        .figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:20px}
        .figures.of-1{grid-template-columns:minmax(0,1fr)}
        .figures.of-5{grid-template-columns:repeat(5,minmax(0,1fr));gap:14px}
        figure{margin:0;min-width:0;position:relative}
        figcaption{font-weight:600;font-size:.95rem;margin-bottom:.3em}
        figure svg{display:block;width:100%;height:auto}
        .on-narrow{display:none}
        [data-points] svg{cursor:crosshair;touch-action:manipulation}
        .picture{display:flex;align-items:stretch;gap:8px}
        .picture img{display:block;flex:1 1 0;min-width:0;width:100%;height:auto;max-width:640px;image-rendering:pixelated;align-self:flex-start}
        .of-1 .picture img{max-width:none}
        .rows{list-style:none;margin:0;padding:0;display:flex;flex-direction:column;font-size:.8rem;line-height:1.1;color:var(--muted)}
        .rows li{flex:1 1 0;display:flex;align-items:center;white-space:nowrap}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;font-size:.85rem}
        th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid var(--rule)}
        td:last-child{overflow-wrap:anywhere;min-width:12em}
        #hover{position:fixed;z-index:2;pointer-events:none;background:var(--paper);color:var(--ink);border:1px solid var(--rule);border-radius:6px;padding:6px 8px;font-size:.8rem;box-shadow:0 2px 10px #0004;max-width:220px}
        #hover canvas{display:block;width:112px;height:auto;image-rendering:pixelated;margin-bottom:4px}
        #hover canvas[hidden]{display:none}
        @media screen and (max-width:720px){
        main{padding:14px 12px 48px}
        nav ul{columns:1}
        .figures{grid-template-columns:minmax(0,1fr)}
        .figures.of-5{grid-template-columns:repeat(2,minmax(0,1fr))}
        .claims thead{display:none}
        .claims tr,.claims td,.claims tbody th{display:block;width:auto;border:0;padding:2px 0 2px 12px}
        .claims tr{margin-bottom:14px;padding-bottom:8px;border-bottom:1px solid var(--rule)}
        .claims tbody .verdict{width:auto;padding-left:8px;border-left:5px solid}
        .claims tbody .fails .verdict{border-left-style:double}
        .claims td[data-name]::before{content:attr(data-name) ": ";color:var(--muted);font-weight:600}
        .on-wide{display:none}
        .on-narrow{display:block}
        .rows{font-size:.7rem}
        }
        @media print{
        main{max-width:none;padding:0}
        nav{display:none}
        figure,tr{break-inside:avoid}
        h2,h3{break-after:avoid}
        .scroll{overflow:visible}
        table{font-size:.65rem}
        td,th{overflow-wrap:anywhere}
        }

        """;
}

/// <summary>The script of the report's page: a pointer over a point of a latent space shows the row behind it. The page reads without
/// it.</summary>
internal static class PageScript
{
    internal const string Text = """
        (() => {
          const data = JSON.parse(document.getElementById('hover-data').textContent);
          const box = document.getElementById('hover');
          const canvas = document.createElement('canvas');
          const words = document.createElement('div');
          box.append(canvas, words);
          const sprites = {};
          const near = 14;

          const spriteOf = name => {
            if (!sprites[name]) { sprites[name] = new Image(); sprites[name].src = data.sets[name].sprite; }
            return sprites[name];
          };

          const draw = (name, row) => {
            const set = data.sets[name], pen = canvas.getContext('2d');
            canvas.hidden = !set.sprite && !set.curves;
            if (set.sprite) {
              canvas.width = set.width; canvas.height = set.height;
              const x = row % set.across * set.width, y = Math.floor(row / set.across) * set.height;
              pen.drawImage(spriteOf(name), x, y, set.width, set.height, 0, 0, set.width, set.height);
            } else if (set.curves) {
              set.bytes ??= Uint8Array.from(atob(set.curves), c => c.charCodeAt(0));
              canvas.width = 224; canvas.height = 120;
              pen.strokeStyle = getComputedStyle(box).color; pen.lineWidth = 2; pen.beginPath();
              for (let i = 0; i < set.features; i++)
                pen.lineTo(4 + i * 216 / (set.features - 1), 116 - set.bytes[row * set.features + i] * 112 / 255);
              pen.stroke();
            }
            const lines = ['label ' + set.names[set.labels[row]]];
            if (set.components) lines.push('mixture component ' + (set.names[set.components[row]] ?? 'none'));
            if (set.values) lines.push('value ' + set.values[row]);
            words.replaceChildren(...lines.map(line => Object.assign(document.createElement('div'), { textContent: line })));
          };

          const nearest = (chart, points, event) => {
            const frame = chart.getBoundingClientRect(), view = chart.viewBox.baseVal, scale = frame.width / view.width;
            const [x0, x1, xLow, xHigh] = chart.querySelector('.scale').dataset.x.split(' ').map(Number);
            const [y0, y1, yLow, yHigh] = chart.querySelector('.scale').dataset.y.split(' ').map(Number);
            let best = -1, least = near * near;
            for (let i = 0; i < points.length / 2; i++) {
              const x = (x0 + (points[2 * i] - xLow) / (xHigh - xLow) * (x1 - x0)) * scale + frame.left - event.clientX;
              const y = (y0 + (points[2 * i + 1] - yLow) / (yHigh - yLow) * (y1 - y0)) * scale + frame.top - event.clientY;
              if (x * x + y * y < least) { least = x * x + y * y; best = i; }
            }
            return best;
          };

          const follow = (chart, name) => event => {
            const points = data.points[name], row = nearest(chart, points.at, event);
            box.hidden = row < 0;
            if (row < 0) return;
            draw(points.set, row);
            const { width, height } = box.getBoundingClientRect();
            box.style.left = Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 4)) + 'px';
            box.style.top = Math.max(4, event.clientY + 14 + height > innerHeight ? event.clientY - height - 14 : event.clientY + 14) + 'px';
          };

          for (const figure of document.querySelectorAll('[data-points]')) {
            const chart = figure.querySelector('svg'), name = figure.dataset.points;
            if (data.sets[data.points[name].set].sprite) spriteOf(data.points[name].set);
            chart.addEventListener('pointermove', follow(chart, name));
            chart.addEventListener('pointerdown', follow(chart, name));
            chart.addEventListener('pointerleave', () => { box.hidden = true; });
          }
        })();

        """;
}
