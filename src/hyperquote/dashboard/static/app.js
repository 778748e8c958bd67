"use strict";
// One stream in, one page out; every figure is the server's, nothing is computed here but its place on the page.
const $ = (id) => document.getElementById(id);
const MINUS = "−";
const token = location.hash.slice(1) || sessionStorage.getItem("token") || "";
let session = {}, newest = null, isPaused = false;

if (token) sessionStorage.setItem("token", token);
if (location.hash) history.replaceState(null, "", location.pathname);

const number = (value, digits = 2) => value === null || value === undefined ? "–"
  : value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replaceAll(",", " ").replace("-", MINUS);
const signed = (value, digits = 2) => (value > 0 ? "+" : "") + number(value, digits);
const size = (value) => number(value, session.sz_decimals);
const price = (value) => number(value, Math.max(0, Math.min(session.max_price_decimals - session.sz_decimals, 4 - Math.floor(Math.log10(Math.max(value, 1e-9))))));
const clock = (ms) => new Date(ms).toLocaleTimeString("en-GB");
const mood = (value) => value > 0 ? "gain" : value < 0 ? "loss" : "";

function put(id, text, kind) {
  const node = $(id);
  if (node.textContent !== text) node.textContent = text;
  if (kind !== undefined && node.className !== kind) node.className = kind;
}

function rows(id, list) {
  const body = $(id).tBodies[0];
  while (body.rows.length > list.length) body.deleteRow(-1);
  list.forEach(({ cells, kind = "", units = [] }, i) => {
    const row = body.rows[i] || body.insertRow();
    if (row.className !== kind) row.className = kind;
    cells.forEach((cell, j) => {
      const box = row.cells[j] || row.insertCell();
      const text = cell.text ?? cell, colour = cell.kind ?? (units.includes(j) ? "unit" : "");
      if (box.textContent !== text) box.textContent = text;
      if (box.className !== colour) box.className = colour;
    });
  });
}

function bars(id, list) {
  const box = $(id);
  while (box.children.length > list.length) box.lastChild.remove();
  list.forEach(({ name, text, share, kind = "" }, i) => {
    let bar = box.children[i];
    if (!bar) {
      bar = document.createElement("div");
      bar.append(document.createElement("span"), document.createElement("div"), document.createElement("b"));
      bar.children[1].append(document.createElement("i"));
      box.append(bar);
    }
    bar.className = `bar ${kind}`;
    if (bar.children[0].textContent !== name) { bar.children[0].textContent = name; bar.children[0].title = name; }
    bar.children[1].firstChild.style.width = `${100 * Math.min(Math.max(share, 0), 1)}%`;
    if (bar.children[2].textContent !== text) bar.children[2].textContent = text;
  });
}

function showTop(frame) {
  const { money, counts } = frame;
  const bad = ["killed", "halted", "cancel-only", "not quoting"].includes(frame.state);
  put("state", frame.state, `pill ${frame.state === "quoting" ? "good" : bad ? "bad" : "warn"}`);
  put("why", frame.why.join(" · "));
  $("why").title = frame.why.join("\n");
  isPaused = frame.state === "paused";
  put("pause", isPaused ? "Resume" : "Pause");
  put("total", signed(money.total), mood(money.total));
  put("daily", `today ${signed(money.daily)} · best ${signed(money.peak)}`);
  put("position", `${signed(frame.position, session.sz_decimals)} ${session.asset}`);
  const used = frame.max_position ? frame.position / frame.max_position : 0;
  const reach = 50 * Math.min(Math.abs(used), 1);
  Object.assign($("used").firstElementChild.style, { width: `${reach}%`, left: `${used < 0 ? 50 - reach : 50}%` });
  $("used").title = `${number(100 * used, 0)} % of ${size(frame.max_position)}`;
  put("mid", price(frame.mid));
  const spread = frame.mid > 0 ? 1e4 * (frame.best_ask - frame.best_bid) / frame.mid : 0;
  put("market", `spread ${number(spread)} bp · funding ${signed(100 * frame.funding_rate, 4)} %/h`);
  const half = frame.half_spread.reduce((sum, part) => sum + part[1], 0), skew = frame.skew.reduce((sum, part) => sum + part[1], 0);
  put("half", frame.half_spread.length ? `${number(half)} bp` : "–");
  put("lean", frame.half_spread.length ? `skew ${signed(skew)} bp` : "");
  put("equity", number(money.equity));
  put("drawdown", `drawdown ${number(frame.limits[1].value)} % of ${number(frame.limits[1].limit, 0)} %`);
  put("fillcount", number(counts.fills, 0));
  put("volume", `${number(counts.buys, 0)} bought · ${number(counts.sells, 0)} sold`);
  document.title = `${session.asset} ${signed(money.total)} · ${frame.state}`;
}

function showLadder(frame) {
  const mine = new Map();
  frame.orders.forEach((order) => mine.set(order.px, (mine.get(order.px) || 0) + order.size));
  const side = (levels, isBuy) => {
    const book = new Map(levels), all = new Map([...book].slice(0, 8));
    frame.orders.filter((order) => order.is_buy === isBuy).forEach((order) => all.set(order.px, book.get(order.px) || 0));
    return [...all].sort((a, b) => isBuy ? b[0] - a[0] : a[0] - b[0]).slice(0, 12);
  };
  const bids = side(frame.bids, true), asks = side(frame.asks, false);
  const most = Math.max(...bids.map((row) => row[1]), ...asks.map((row) => row[1]), 1e-12);
  const body = $("ladder").tBodies[0], list = [...asks.reverse().map((row) => [...row, "ask"]), null, ...bids.map((row) => [...row, "bid"])];
  while (body.rows.length > list.length) body.deleteRow(-1);
  list.forEach((entry, i) => {
    const row = body.rows[i] || body.insertRow();
    while (row.cells.length < 4) row.insertCell();
    if (!row.cells[1].firstChild) row.cells[1].append(document.createElement("i"));
    const [px, depth, kind] = entry || [0, 0, "middle"];
    row.className = `${kind}${mine.has(px) ? " mine" : ""}`;
    row.cells[0].textContent = entry ? price(px) : "";
    row.cells[1].firstChild.style.width = `${100 * depth / most}%`;
    row.cells[2].textContent = entry ? (depth ? size(depth) : "") : "";
    row.cells[3].textContent = entry && mine.has(px) ? `■ ${size(mine.get(px))}` : "";
  });
}

function showParts(frame) {
  const half = frame.half_spread.reduce((sum, part) => sum + part[1], 0), skew = frame.skew.reduce((sum, part) => sum + part[1], 0);
  const most = Math.max(half, ...frame.half_spread.map((part) => Math.abs(part[1])), Math.abs(skew), 1e-9);
  const part = (prefix) => ([name, bps]) => ({ name: prefix + name, text: signed(bps), share: Math.abs(bps) / most, kind: bps < 0 ? "minus" : "" });
  bars("parts", [
    ...frame.half_spread.map(part("")), { name: "half-spread, bp", text: number(half), share: half / most, kind: "sum" },
    ...frame.skew.map(part("skew: ")), { name: "skew, bp", text: signed(skew), share: Math.abs(skew) / most, kind: skew < 0 ? "sum minus" : "sum" },
    ...frame.gamma.filter(([name, factor]) => name === "base" || name === "gamma" || Math.abs(factor - 1) >= 0.005).map(([name, factor]) => ({ name: name === "gamma" ? "γ" : name === "base" ? "γ base" : `γ × ${name}`, text: number(factor), share: name === "gamma" || name === "base" ? 0 : Math.abs(factor - 1) / 2, kind: name === "gamma" ? "sum" : factor < 1 ? "minus" : "" })),
  ]);
}

function showTables(frame) {
  rows("beliefs", frame.beliefs.map(({ name, value, unit, digits }) => ({ cells: [name, typeof value === "number" ? number(value, digits) : value, unit], units: [2] })));
  bars("limits", frame.limits.map(({ name, value, limit, unit }) => {
    const share = limit > 0 ? value / limit : 0, digits = unit === "%" ? 2 : unit === "base" ? session.sz_decimals : 0;
    return { name, text: `${number(value, digits)} of ${number(limit, digits)} ${unit === "base" ? session.asset : unit}`, share, kind: share >= 1 ? "bad" : share > 0.7 ? "warn" : "" };
  }));
  bars("feeds", frame.feeds.map(([name, age, limit]) => ({ name, text: age < 0 ? "none yet" : `${number(age, 1)} of ${number(limit, 0)} s`, share: age < 0 ? 1 : age / limit, kind: age < 0 || age > limit ? "bad" : age > limit / 2 ? "warn" : "" })));
  rows("markouts", frame.markouts.map(([name, value, error]) => ({ cells: [name, { text: signed(value), kind: mood(value) }, error === null ? "" : number(error)] })));
  const { counts } = frame;
  rows("counts", [["placed", counts.placed], ["cancelled", counts.cancelled], ["rejected", counts.rejected], ["decisions", counts.decisions], ["malformed messages", counts.malformed]]
    .map(([name, value]) => ({ cells: [name, number(value, 0)] }))
    .concat([{ cells: ["last decision, ms", number(frame.cycle_ms, 3)] }, { cells: ["actions left", number(frame.rate_budget, 0)] }, { cells: ["leverage", `${frame.leverage}×`] }]));
  const ranked = frame.orders.slice().sort((a, b) => b.px - a.px);
  rows("orders", ranked.map((order) => ({ cells: [{ text: order.is_buy ? "buy" : "sell", kind: order.is_buy ? "buy" : "sell" }, price(order.px), size(order.size), String(order.level), size(order.ahead), order.p_fill === null ? "–" : number(order.p_fill), order.state] })));
  rows("fills", frame.fills.map((fill) => ({ cells: [clock(fill.exchange_ms), { text: fill.is_buy ? "bought" : "sold", kind: fill.is_buy ? "buy" : "sell" }, size(fill.size), price(fill.px), fill.level < 0 ? "–" : String(fill.level),
    fill.markout_bps === null ? "" : { text: `${signed(fill.markout_bps, 1)} (${fill.markout_s} s)`, kind: mood(fill.markout_bps) }] })));
}

let due = false;
function show(frame) {
  newest = frame;
  Charts.add(frame);
  if (due) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    showTop(newest);
    showLadder(newest);
    showParts(newest);
    showTables(newest);
  });
}

function addNote(note) {
  const item = document.createElement("li"), time = document.createElement("time");
  item.className = note.level;
  item.dataset.number = note.number;
  time.textContent = clock(note.ms);
  item.append(time, `${note.topic}: ${note.text}`);
  $("notes").prepend(item);
  while ($("notes").children.length > 200) $("notes").lastChild.remove();
}

async function ask(action, body) {
  const reply = await fetch(`/control/${action}`, { method: "POST", headers: { "X-Hyperquote-Token": token }, body: body ? JSON.stringify(body) : "" });
  if (!reply.ok) addNote({ number: 0, ms: Date.now(), level: "error", topic: "dashboard", text: await reply.text() });
}

function steer() {
  $("pause").onclick = () => ask(isPaused ? "resume" : "pause");
  $("cancel").onclick = () => ask("cancel-all");
  $("kill").onclick = () => $("sure").showModal();
  $("sure").onclose = () => { if ($("sure").returnValue === "kill") ask("kill", { confirm: "kill" }); $("sure").returnValue = ""; };
  $("theme").onclick = () => dress(document.documentElement.dataset.theme === "dark" ? "light" : "dark", true);
  ["pause", "cancel", "kill"].forEach((id) => {
    $(id).disabled = !token;
    if (!token) $(id).title = "to steer, open the link that the market maker printed at its start";
  });
  const keys = { p: "pause", c: "cancel", k: "kill", t: "theme" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("sure").open || !keys[event.key]) return;
    $(keys[event.key]).click();
  });
}

function dress(theme, isChosen) {
  document.documentElement.dataset.theme = theme;
  if (isChosen) localStorage.setItem("theme", theme);
  if (Charts.isBuilt) Charts.build();
}

async function begin() {
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  dress(localStorage.getItem("theme") || (isDark ? "dark" : "light"));
  steer();
  session = await (await fetch("/session")).json();
  put("asset", session.asset);
  put("place", `${session.network}${session.seed === null ? "" : `, seed ${session.seed}`} · ${session.strategy} · session ${session.session_id} · ${session.version} ${session.build}`);
  put("unit", session.asset);
  Charts.load(await (await fetch("/history")).json());
  addEventListener("resize", Charts.resize);
  const stream = new EventSource("/stream");
  stream.addEventListener("frame", (event) => { document.body.classList.remove("lost"); show(JSON.parse(event.data)); });
  stream.addEventListener("note", (event) => {
    const note = JSON.parse(event.data);
    if (![...$("notes").children].some((item) => item.dataset.number === String(note.number))) addNote(note);
  });
  stream.onerror = () => { document.body.classList.add("lost"); put("state", "no connection", "pill bad"); };
}

begin();
