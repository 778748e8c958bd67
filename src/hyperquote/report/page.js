"use strict";
// Figures name their colours as variables of the style sheet; this resolves them, and again when the system
// changes between light and dark.
const figures = JSON.parse(document.getElementById("figures").textContent);
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function resolved(value, style) {
  if (typeof value === "string") return value.startsWith("--") ? style.getPropertyValue(value).trim() : value;
  if (Array.isArray(value)) return value.map((each) => resolved(each, style));
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each, style)]));
  return value;
}

function layoutFor(layout, style, isNarrow) {
  const color = (name) => style.getPropertyValue(name).trim();
  const axis = { gridcolor: color("--line"), zerolinecolor: color("--muted"), linecolor: color("--line"), automargin: true };
  const themed = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: color("--ink"), family: "system-ui, sans-serif", size: isNarrow ? 11 : 12 },
    margin: { l: isNarrow ? 48 : 64, r: 12, t: 8, b: 40 },
    hovermode: "closest",
    separators: ". ",
    modebar: { bgcolor: "rgba(0,0,0,0)", color: color("--muted"), activecolor: color("--ink") },
    hoverlabel: { bgcolor: color("--card"), bordercolor: color("--line"), font: { color: color("--ink") } },
    legend: { orientation: "h", y: 1.02, yanchor: "bottom", x: 0, font: { size: isNarrow ? 10 : 12 } },
    dragmode: isNarrow ? false : "zoom",
  };
  for (const [key, value] of Object.entries(layout))
    themed[key] = /^[xy]axis/.test(key) ? { ...axis, ...value } : value;
  return themed;
}

function draw() {
  const style = getComputedStyle(document.documentElement);
  const isNarrow = window.innerWidth < 640;
  for (const [id, figure] of Object.entries(figures))
    Plotly.react(id, resolved(figure.data, style), layoutFor(figure.layout, style, isNarrow), {
      responsive: true,
      displaylogo: false,
      displayModeBar: isNarrow ? false : "hover",
      modeBarButtons: [["toImage"], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", "resetScale2d"]],
    });
}

draw();
dark.addEventListener("change", draw);
