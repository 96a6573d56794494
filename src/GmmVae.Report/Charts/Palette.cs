using System.Text;

namespace GmmVae.Report.Charts;

/// <summary>
/// The colours of the charts as a style sheet, light and dark. The ten series colours are far apart in hue or lightness and none is
/// greyish, so that small dots of them tell apart; on dark pages they are lighter. Legends and names say what a colour does.
/// Series beyond the tenth repeat the colours with another dash and a square marker.
/// </summary>
internal static class Palette
{
    private static readonly string[] Light =
    [
        "#2f7fd1", "#f59e0b", "#c81e1e", "#15936b", "#832db6", "#8a4b1f", "#e04fb0", "#8aa800", "#11295c", "#19b5c9",
    ];

    private static readonly string[] Dark =
    [
        "#4f9ce4", "#ffb52e", "#f0553f", "#2fbf8f", "#b06be0", "#c98a4f", "#f27cc8", "#b5d138", "#9db4f0", "#35d0e3",
    ];

    /// <summary>How many series have a colour of their own.</summary>
    public static int Count => Light.Length;

    /// <summary>The style sheet that every chart carries.</summary>
    public static string StyleSheet { get; } = CreateStyleSheet();

    /// <summary>The class of a series drawn as a line.</summary>
    public static string Line(int series) => (series / Count % 3) switch
    {
        0 => $"line s{series % Count}",
        var dash => $"line s{series % Count} d{dash}",
    };

    /// <summary>The class of a series drawn as points: strokes of almost no length with round or square ends.</summary>
    public static string Points(int series) =>
        series / Count % 2 == 0 ? $"points s{series % Count}" : $"points square s{series % Count}";

    /// <summary>The class of an area in the colour of a series.</summary>
    public static string Fill(int series) => $"fill s{series % Count}";

    private static string CreateStyleSheet()
    {
        var css = new StringBuilder();
        css.Append("""
            .chart{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
            .chart .title{font-size:15px;font-weight:600}
            .chart .label{font-size:12px}
            .chart .tick{font-size:11px}
            .chart .line{stroke:currentColor;fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
            .chart .thin{stroke-width:1.2}
            .chart .faint{stroke-width:1;stroke-opacity:.45}
            .chart .d1{stroke-dasharray:7 4}
            .chart .d2{stroke-dasharray:2 4}
            .chart .points{stroke:currentColor;fill:none;stroke-linecap:round;stroke-opacity:.85}
            .chart .square{stroke-linecap:square}
            .chart .fill{fill:currentColor}
            .chart .area{fill-opacity:.35}
            .chart .panel{fill:none;stroke-width:1;shape-rendering:crispEdges}
            .chart .rule{fill:none;stroke-width:1;shape-rendering:crispEdges}
            .chart .reference{fill:none;stroke-width:1.2;stroke-dasharray:5 4}
            .chart .halo{paint-order:stroke;stroke-width:3.5;stroke-linejoin:round}

            """.ReplaceLineEndings("\n"));
        AppendTheme(css, "#ffffff", "#1f2328", "#59636e", "#e3e7ec", "#8c959f", Light);
        css.Append("@media screen and (prefers-color-scheme:dark){\n");
        AppendTheme(css, "#0d1117", "#e6edf3", "#9198a1", "#262c36", "#656c76", Dark);
        return css.Append("}\n").ToString();
    }

    private static void AppendTheme(
        StringBuilder css, string paper, string ink, string muted, string grid, string frame, string[] series)
    {
        css.Append($".chart .paper{{fill:{paper}}}\n.chart .halo{{stroke:{paper}}}\n");
        css.Append($".chart .ink{{fill:{ink}}}\n.chart .muted{{fill:{muted}}}\n");
        css.Append($".chart .grid,.chart .panel{{stroke:{grid}}}\n.chart .frame{{stroke:{frame}}}\n");
        css.Append($".chart .reference{{stroke:{muted}}}\n");
        for (var index = 0; index < series.Length; index++)
            css.Append($".chart .s{index}{{color:{series[index]}}}\n");
    }
}
