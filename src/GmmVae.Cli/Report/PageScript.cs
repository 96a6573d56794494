namespace GmmVae.Cli;

/// <summary>The script of the report's page: a pointer over a point of a latent space shows the row behind it. The page reads without it.</summary>
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
