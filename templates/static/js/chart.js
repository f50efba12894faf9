// Reads a chart's figures out: to a pointer, a finger, or the arrow keys. A day of the calendar is opened, too.

const BACK_AND_FORTH = { ArrowLeft: -1, ArrowRight: 1 };
// A column of the calendar is a week.
const IN_WEEKS = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1 };

/** Where a key leads from one of so many marks; null for a key that leads nowhere, as with Alt, which goes back. */
function after({ key, altKey, ctrlKey, metaKey }, at, length, steps) {
  if (altKey || ctrlKey || metaKey) return null;
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  if (!(key in steps)) return null;
  return Math.max(0, Math.min(length - 1, at + steps[key]));
}

function setUpBars(svg) {
  const tip = document.getElementById(svg.dataset.tip);
  const bars = [...svg.querySelectorAll(".hit")];
  if (!tip || !bars.length) return;
  let at = -1;
  const show = (index) => {
    bars[at]?.classList.remove("on");
    at = index;
    bars[at].classList.add("on");
    tip.textContent = bars[at].dataset.label;
  };
  const point = ({ target }) => {
    if (bars.includes(target)) show(bars.indexOf(target));
  };
  svg.addEventListener("pointerover", point);
  svg.addEventListener("pointerdown", point);
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    const next = after(event, at, bars.length, BACK_AND_FORTH);
    if (next === null) return;
    event.preventDefault();
    // The days that one looks for are the last.
    show(at < 0 && event.key !== "Home" ? bars.length - 1 : next);
  });
}

/** Its days are links, and one of them at a time is in the tab order: the last, until the arrow keys go to another. A
 *  finger, wider than a day, reads it first; it opens once it is tapped again, or by what is said below. */
function setUpCalendar(calendar) {
  const tip = document.getElementById(calendar.dataset.says);
  const days = [...calendar.querySelectorAll("a")];
  let at = days.length - 1;
  let isRead = false;
  const read = (index) => {
    days[at].firstElementChild.classList.remove("on");
    days[at].tabIndex = -1;
    at = index;
    isRead = true;
    days[at].firstElementChild.classList.add("on");
    days[at].tabIndex = 0;
    const said = document.createElement("a");
    said.href = days[at].getAttribute("href");
    said.className = "link label-inline";
    said.textContent = days[at].getAttribute("aria-label");
    tip.replaceChildren(said);
  };
  let waits = false;
  const dayOf = (event) => days.indexOf(event.target.closest("a"));
  days[at].tabIndex = 0;
  calendar.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch" && dayOf(event) >= 0) read(dayOf(event));
  });
  calendar.addEventListener("pointerdown", (event) => {
    const day = dayOf(event);
    waits = event.pointerType === "touch" && !(isRead && day === at);
    if (day >= 0) read(day);
  });
  calendar.addEventListener("focusin", (event) => read(dayOf(event)));
  calendar.addEventListener("click", (event) => {
    if (waits) event.preventDefault();
    waits = false;
  });
  // A finger that scrolls on from a day does not click it: the next click is another's, or that of Enter.
  calendar.addEventListener("pointercancel", () => (waits = false));
  calendar.addEventListener("keydown", (event) => {
    waits = false;
    const next = after(event, at, days.length, IN_WEEKS);
    if (next === null) return;
    event.preventDefault();
    days[next].focus();
  });
}

export function setUpCharts() {
  for (const svg of document.querySelectorAll("svg[data-tip]")) setUpBars(svg);
  for (const calendar of document.querySelectorAll("[data-says]")) setUpCalendar(calendar);
}
