// Reads a bar's figures out: to a pointer, a finger, or the arrow keys.

function setUp(svg) {
  const tip = document.getElementById(svg.dataset.tip);
  const bars = [...svg.querySelectorAll(".hit")];
  if (!tip || !bars.length) return;
  let at = -1;
  const show = (index) => {
    bars[at]?.classList.remove("on");
    at = Math.max(0, Math.min(bars.length - 1, index));
    bars[at].classList.add("on");
    tip.textContent = bars[at].dataset.label;
  };
  bars.forEach((bar, index) => bar.addEventListener("pointerenter", () => show(index)));
  bars.forEach((bar, index) => bar.addEventListener("pointerdown", () => show(index)));
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -bars.length, End: bars.length };
    if (!(event.key in steps)) return;
    event.preventDefault();
    // The days that one looks for are the last.
    show(at < 0 && event.key !== "Home" ? bars.length - 1 : at + steps[event.key]);
  });
}

export function setUpCharts() {
  for (const svg of document.querySelectorAll("svg[data-tip]")) setUp(svg);
}
