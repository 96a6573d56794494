namespace GmmVae.Cli;

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
        h1{font-size:1.9rem;line-height:1.2;margin:.4em 0}
        h2{font-size:1.3rem;line-height:1.3;margin:2.4em 0 .5em;padding-top:.8em;border-top:1px solid var(--rule)}
        h3{font-size:1rem;line-height:1.35;margin:.2em 0 .4em}
        p{max-width:78ch;margin:.5em 0 1em}
        a{color:var(--link)}
        .lead{font-size:1.1rem}
        .note{border-left:4px solid var(--bad);background:var(--soft);padding:.6em .9em}
        nav ul{columns:2;column-gap:2em;padding-left:1.2em}
        nav li{break-inside:avoid;margin:.15em 0}
        .claims{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:14px}
        .claims article{border:1px solid var(--rule);border-left-width:5px;border-radius:6px;padding:10px 14px;background:var(--soft)}
        .claims .holds{border-left-color:var(--good)}
        .claims .fails{border-left-color:var(--bad);border-left-style:double}
        .verdict{margin:0;font-weight:600;font-size:.9rem}
        .holds .verdict{color:var(--good)}
        .fails .verdict{color:var(--bad)}
        dl{margin:0;font-size:.9rem}
        dt{color:var(--muted);font-weight:600}
        dd{margin:0 0 .4em;overflow-wrap:anywhere}
        .figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:20px}
        .figures.whole{grid-template-columns:minmax(0,1fr)}
        figure{margin:0;min-width:0;position:relative}
        figcaption{font-weight:600;font-size:.95rem;margin-bottom:.3em}
        figure svg{display:block;width:100%;height:auto}
        .on-narrow{display:none}
        [data-points] svg{cursor:crosshair;touch-action:manipulation}
        .picture{display:flex;align-items:stretch;gap:8px}
        .picture img{display:block;flex:1 1 0;min-width:0;width:100%;height:auto;max-width:640px;image-rendering:pixelated;align-self:flex-start}
        .whole .picture img{max-width:none}
        .rows{list-style:none;margin:0;padding:0;display:flex;flex-direction:column;font-size:.8rem;line-height:1.1;color:var(--muted)}
        .rows li{flex:1 1 0;display:flex;align-items:center;white-space:nowrap}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;font-size:.85rem}
        th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid var(--rule)}
        td:last-child{overflow-wrap:anywhere;min-width:12em}
        #hover{position:fixed;z-index:2;pointer-events:none;background:var(--paper);color:var(--ink);border:1px solid var(--rule);border-radius:6px;padding:6px 8px;font-size:.8rem;box-shadow:0 2px 10px #0004;max-width:220px}
        #hover canvas{display:block;width:112px;height:auto;image-rendering:pixelated;margin-bottom:4px}
        @media (max-width:720px){
        main{padding:14px 12px 48px}
        nav ul{columns:1}
        .figures{grid-template-columns:minmax(0,1fr)}
        .on-wide{display:none}
        .on-narrow{display:block}
        .rows{font-size:.7rem}
        }
        @media print{
        main{max-width:none;padding:0}
        nav{display:none}
        figure,.claims article,tr{break-inside:avoid}
        h2,h3{break-after:avoid}
        .scroll{overflow:visible}
        }

        """;
}
