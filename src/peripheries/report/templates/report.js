// The page draws what results.json holds: charts name their data by its path, and get it from there.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const results = read("results");
const charts = read("charts");
const land = read("land");
const exported = read("exports");

const at = (path) => path.split(".").reduce((value, key) => value[key], results);

// A list stays a list; a set of named things becomes a list of them with their names as `key`.
const rows = (value) => {
  if (Array.isArray(value)) return value;
  const inner = Object.entries(value);
  const named = inner.every(([, item]) => item !== null && typeof item === "object" && !Array.isArray(item));
  return named ? inner.map(([key, item]) => ({ key, ...item })) : [value];
};

const names = (spec, found = new Set()) => {
  for (const [key, value] of Object.entries(spec ?? {})) {
    if (key === "data" && typeof value?.name === "string" && !("values" in value)) found.add(value.name);
    if (value && typeof value === "object") names(value, found);
  }
  return found;
};

const withData = (spec) => {
  const datasets = { ...spec.datasets };
  for (const name of names(spec)) {
    if (name === "land") datasets[name] = land;
    else if (!(name in datasets)) datasets[name] = rows(at(name));
  }
  return { ...spec, datasets };
};

// Colours are the page's own, so that dark, light and paper need no other drawing.
const ink = "var(--ink)";
const line = "var(--line)";
const font = "system-ui, sans-serif";
const look = {
  background: "transparent",
  font,
  view: { stroke: null },
  text: { fill: ink, font },
  axis: { labelColor: ink, titleColor: ink, gridColor: line, domainColor: line, tickColor: line, titleFontWeight: "normal" },
  legend: { labelColor: ink, titleColor: ink, titleFontWeight: "normal" },
};

const draw = async (place) => {
  if (place.dataset.drawn) return;
  place.dataset.drawn = "yes";
  const spec = withData(structuredClone(charts[place.dataset.chart]));
  const bind = place.parentElement.querySelector(`[data-controls="${place.dataset.chart}"]`) ?? undefined;
  bind?.replaceChildren();
  await window.vegaEmbed(place, { ...spec, config: look }, { actions: false, renderer: "svg", bind });
  // The place itself is the image and has the words; what is inside would only repeat numbers.
  place.querySelector("svg").setAttribute("aria-hidden", "true");
};

const places = [...document.querySelectorAll(".chart")];
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
}, { rootMargin: "500px" });
places.forEach((place) => seen.observe(place));

window.addEventListener("beforeprint", () => {
  for (const place of places) if (place.checkVisibility()) draw(place);
});

// Every number says where in results.json it stands.
for (const value of document.querySelectorAll("data[data-path]")) value.title = value.dataset.path;

const form = document.querySelector(".filters");
const claims = [...document.querySelectorAll(".claim")];
const filter = () => {
  const wanted = Object.fromEntries([...form.querySelectorAll("[data-filter]")].map((f) => [f.dataset.filter, f.value]));
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
  for (const claim of claims) {
    const text = claim.querySelector("summary").textContent.toLowerCase();
    const fits = ["verdict", "system", "kind"].every((key) => !wanted[key] || claim.dataset[key] === wanted[key]);
    claim.hidden = !(fits && words.every((word) => text.includes(word)));
  }
  for (const chapter of document.querySelectorAll(".chapter")) chapter.hidden = !chapter.querySelector(".claim:not([hidden])");
  const left = claims.filter((claim) => !claim.hidden).length;
  form.querySelector("output").textContent = `${left} of ${claims.length} shown`;
};
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();

// A link to a claim, or to a row of the chronicle, opens what it leads to.
const open = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  if (!target) return;
  if (target.hidden) { form.reset(); filter(); }
  for (let place = target; place; place = place.parentElement) if (place instanceof HTMLDetailsElement) place.open = true;
  target.scrollIntoView();
};
window.addEventListener("hashchange", open);
for (const link of document.querySelectorAll('a[href^="#"]')) link.addEventListener("click", () => setTimeout(open));
open();

const cell = (value) => {
  const text = Array.isArray(value) ? value.join(" | ") : String(value ?? "");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const csv = (found, columns) => [columns, ...found.map((row) => columns.map((c) => row[c]))].map((line) => line.map(cell).join(",")).join("\n") + "\n";
const save = (name, text, type) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
const table = (name, found, columns = Object.keys(found[0] ?? {})) => save(name, csv(found, columns), "text/csv");
const weights = () => [
  ...results.mechanisms.flatMap((m) => m.weights.map((w) => ({ mechanism: m.declared.id, ...w }))),
  ...results.model.controls.map((w) => ({ mechanism: "control", ...w })),
].map(({ gain, ...w }) => ({ ...w, gain: gain?.total, gain_low: gain?.low, gain_high: gain?.high }));
const knockOuts = () => results.mechanisms.filter((m) => m.knock_out).flatMap((m) =>
  Object.entries(m.knock_out).filter(([, change]) => change).map(([way, change]) => ({ mechanism: m.declared.id, way, ...change })));
const compared = () => results.model.compared.map(({ score, weight, ...x }) => ({
  ...x,
  ...Object.fromEntries(Object.entries(score).map(([k, v]) => [`score_${k}`, v])),
  ...Object.fromEntries(Object.entries(weight).map(([k, v]) => [`share_${k}`, v])),
}));
const tests = () => results.claims.flatMap((c) => c.tests.map((t, i) => ({
  claim: c.id, number: i + 1, test: t.test, asks: t.asks, verdict: t.verdict, reason: t.reason,
  ...Object.fromEntries(["value", "low", "high", "band", "p_expected", "unit"].map((k) => [k, t.estimate?.[k]])),
  q: t.q, expected: t.expected, matters: t.matters, agreement: t.agreement,
  ...Object.fromEntries(["dyads", "dates"].flatMap((kind) => {
    const found = t.placebos.find((p) => p.kind === kind);
    return [[`rank_${kind}`, found?.rank], [`placebos_${kind}`, found?.n]];
  })),
  log_score_gain: t.counts.log_score_gain, smallest_detectable: t.counts.smallest_detectable, rows: t.rows,
})));
const files = {
  weights: () => table("weights.csv", weights()),
  streams: () => table("stream_weights.csv", results.model.streams),
  knock_outs: () => table("knock_outs.csv", knockOuts()),
  compared: () => table("compared.csv", compared()),
  tests: () => table("tests.csv", tests()),
  argdown: () => save("argument.argdown", exported.argdown, "text/plain"),
  graphml: () => save("argument.graphml", exported.graphml, "application/xml"),
  results: () => save("results.json", JSON.stringify(results, null, 1), "application/json"),
  claims: () => save("claims.csv", csv(results.claims, ["id", "paragraph", "kind", "system", "claim", "verdict", "verdict_then", "reason", "would_change", "note"]), "text/csv"),
  events: () => save("events.csv", csv(results.record.events, Object.keys(results.record.events[0] ?? {})), "text/csv"),
  ties: () => save("ties.csv", csv(results.record.ties, ["year", "a", "b", "cooperation", "conflict"]), "text/csv"),
};
for (const button of document.querySelectorAll("[data-download]")) button.addEventListener("click", files[button.dataset.download]);
for (const button of document.querySelectorAll("[data-csv]")) {
  button.addEventListener("click", () => {
    const measure = results.measures.find((m) => m.id === button.dataset.csv);
    save(`${measure.id}.csv`, csv(measure.points, ["date", "observed", "level", "low", "high", "n"]), "text/csv");
  });
}
