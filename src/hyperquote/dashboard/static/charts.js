"use strict";
// Three charts over one hour of samples, redrawn at most once a frame of the browser.
const Charts = (() => {
  const KEEP = 3600;
  const columns = {};
  const names = ["s", "mid", "microprice", "bid", "ask", "position", "total", "spread", "adverse", "inventory", "costs"];
  names.forEach((name) => { columns[name] = []; });
  let fills = [];
  const plots = {};
  let due = false;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  const height = (box) => parseFloat(getComputedStyle(box).minHeight);  // the legend comes on top of it
  const two = (value) => String(value).padStart(2, "0");
  const time = (s) => { const at = new Date(1000 * s); return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`; };
  const short = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 6 }).replaceAll(",", " ").replace("-", "−");

  function axes(size) {
    const common = { stroke: colour("muted"), grid: { stroke: colour("faint"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
    return [
      { ...common, space: 70, values: (_plot, splits) => splits.map(time) },
      { ...common, size: size || 62, values: (_plot, splits) => splits.map(short) },
    ];
  }

  function line(label, stroke, extra) {
    return { label, stroke: colour(stroke), width: 1.5, points: { show: false }, spanGaps: false, value: (_plot, value) => value === null || value === undefined ? "" : short(value), ...extra };
  }

  // Fills stand where they happened: a triangle up for a buy, down for a sale.
  function drawFills(plot) {
    const { ctx } = plot;
    const reach = 5 * devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
    ctx.clip();
    for (const [s, isBuy, px] of fills) {
      if (s < plot.scales.x.min || s > plot.scales.x.max) continue;
      const x = plot.valToPos(s, "x", true), y = plot.valToPos(px, "y", true), up = isBuy ? reach : -reach;
      ctx.fillStyle = colour(isBuy ? "bid" : "ask");
      ctx.beginPath();
      ctx.moveTo(x, y - up);
      ctx.lineTo(x - reach, y + up);
      ctx.lineTo(x + reach, y + up);
      ctx.fill();
    }
    ctx.restore();
  }

  function make(id, series, size, hooks) {
    const box = document.getElementById(id);
    box.replaceChildren();
    const wanted = { width: box.clientWidth, height: height(box), axes: axes(size), hooks: hooks || {},
      cursor: { drag: { x: true, y: false }, sync: { key: "hyperquote" } },
      legend: { live: true }, scales: { x: { time: true } }, series: [{ label: "time", value: (_plot, s) => s ? time(s) : "" }, ...series.map((each) => each.line)] };
    plots[id] = { plot: new uPlot(wanted, data(series), box), series, box };
  }

  const data = (series) => [columns.s, ...series.map((each) => columns[each.column])];

  function build() {
    make("price", [
      { column: "mid", line: line("mid", "ink") },
      { column: "microprice", line: line("microprice", "violet", { width: 1, dash: [3, 3] }) },
      { column: "bid", line: line("our bid", "bid") },
      { column: "ask", line: line("our ask", "ask") },
    ], 78, { draw: [drawFills] });
    make("pnl", [
      { column: "total", line: line("total", "ink", { width: 2 }) },
      { column: "spread", line: line("spread", "bid") },
      { column: "adverse", line: line("adverse selection", "ask") },
      { column: "inventory", line: line("inventory", "violet") },
      { column: "costs", line: line("fees and funding", "warn") },
    ]);
    make("inventory", [{ column: "position", line: line("position", "accent", { fill: colour("faint") }) }]);
  }

  function draw() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      Object.values(plots).forEach(({ plot, series }) => plot.setData(data(series)));
    });
  }

  function resize() {
    Object.values(plots).forEach(({ plot, box }) => plot.setSize({ width: box.clientWidth, height: height(box) }));
  }

  return {
    build, resize,
    get isBuilt() { return Object.keys(plots).length > 0; },
    load(history) {
      names.forEach((name) => { columns[name] = history.columns[name] || []; });
      fills = history.fills;
      build();
    },
    add(frame) {
      const s = frame.ms / 1000, last = columns.s[columns.s.length - 1];
      if (frame.mid <= 0 || (last !== undefined && s - last < 1)) return;
      const money = frame.money;
      const sample = { s, mid: frame.mid, microprice: frame.microprice, bid: frame.our_bid, ask: frame.our_ask, position: frame.position,
        total: money.total, spread: money.spread, adverse: money.adverse, inventory: money.inventory, costs: money.funding + money.fees };
      names.forEach((name) => { columns[name].push(sample[name]); if (columns[name].length > KEEP) columns[name].shift(); });
      const newest = fills.length ? fills[fills.length - 1][0] : 0;
      frame.fills.slice().reverse().forEach((fill) => {
        if (fill.exchange_ms / 1000 > newest) fills.push([fill.exchange_ms / 1000, fill.is_buy, fill.px, fill.size]);
      });
      draw();
    },
  };
})();
