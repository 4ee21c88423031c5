// Times as a client shows them; those that count are kept up to date.

import { el } from "/dom.js";

const CLOCK = new Intl.DateTimeFormat([], { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat();
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS = { second: 60, minute: 60, hour: 24, day: 30, month: 12, year: Infinity };
const [short, medium, long, full] = ["short", "medium", "long", "full"];
const STYLES = { t: [, short], T: [, medium], d: [short], D: [long], f: [long, short], F: [full, short], s: [short, short], S: [short, medium] };

function relative(seconds) {
  let amount = seconds - Date.now() / 1000;
  for (const [unit, size] of Object.entries(UNITS)) {
    if (Math.abs(Math.round(amount)) < size) return RELATIVE.format(Math.round(amount), unit);
    amount /= size;
  }
  return "";
}

/** `<t:seconds:style>`. */
export function timestamp(seconds, style = "f") {
  const date = new Date(seconds * 1000);
  const [dateStyle, timeStyle] = STYLES[style] ?? STYLES.f;
  const properties = { dateTime: date.toISOString(), title: date.toLocaleString() };
  if (style === "R") return el("time.stamp", { ...properties, data: { relative: seconds } }, relative(seconds));
  return el("time.stamp", properties, new Intl.DateTimeFormat([], { dateStyle, timeStyle }).format(date));
}

export function clock(iso) {
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  return today ? CLOCK.format(date) : `${DAY.format(date)} ${CLOCK.format(date)}`;
}

export function keepTime() {
  setInterval(() => {
    for (const node of document.querySelectorAll("[data-relative]")) {
      const text = relative(node.dataset.relative);
      if (node.textContent !== text) node.textContent = text;
    }
  }, 1000);
}
