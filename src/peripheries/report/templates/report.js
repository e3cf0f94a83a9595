const results = JSON.parse(document.getElementById("results").textContent);
const charts = JSON.parse(document.getElementById("charts").textContent);
const save = (name, text, type) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
};
const draw = async (place) => {
  if (place.dataset.drawn) return;
  place.dataset.drawn = "yes";
  await window.vegaEmbed(place, charts[place.dataset.chart], { actions: false, renderer: "svg" });
};
const places = [...document.querySelectorAll(".chart")];
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
}, { rootMargin: "400px" });
places.forEach((place) => seen.observe(place));
window.addEventListener("beforeprint", () => places.forEach(draw));
const verdict = document.getElementById("f-verdict");
const system = document.getElementById("f-system");
const filter = () => {
  let shown = 0;
  for (const claim of document.querySelectorAll(".claim")) {
    const fits = (!verdict.value || claim.dataset.verdict === verdict.value) && (!system.value || claim.dataset.system === system.value);
    claim.hidden = !fits;
    shown += fits;
  }
  document.getElementById("f-count").textContent = `${shown} shown`;
};
verdict.addEventListener("change", filter);
system.addEventListener("change", filter);
document.querySelector("[data-download]").addEventListener("click", () => save("results.json", JSON.stringify(results, null, 1), "application/json"));
for (const button of document.querySelectorAll("[data-csv]")) {
  button.addEventListener("click", () => {
    const measure = results.measures.find((m) => m.id === button.dataset.csv);
    const columns = ["date", "observed", "level", "low", "high", "n"];
    const rows = measure.points.map((p) => columns.map((c) => p[c] ?? "").join(","));
    save(`${measure.id}.csv`, [columns.join(","), ...rows].join("\n"), "text/csv");
  });
}
