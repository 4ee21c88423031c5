// Who else is typing here; and the others are told when the person is.

import { act } from "/api.js";
import { dots, el, fill } from "/dom.js";
import { heard, me, nameOf } from "/state.js";

const LASTS = 10_000;
const PAUSE = 8000;
const MOST = 3;
const AND = new Intl.ListFormat("en");
const line = el("div.typing", { role: "status" });
const ends = new Map();
let told = -PAUSE;

export function showTyping() {
  document.querySelector("#foot").append(line);
  heard("typing", (id) => {
    const known = ends.has(id);
    clearTimeout(ends.get(id));
    ends.set(id, setTimeout(stop, LASTS, id));
    if (!known) render();
  });
  heard("shown", ({ kind, message }) => kind === "create" && stop(message.author.id));
  heard("moved", () => [...ends.keys(), me().id].forEach(stop));
}

/** Of plain words, not of commands, and not at every key. */
export function tellTyping(text) {
  const now = performance.now();
  if (!text.trim() || text.startsWith("/") || now - told < PAUSE) return;
  told = now;
  act("/typing", {}).catch(() => {});
}

/** Their message is there, or nothing came. */
function stop(id) {
  if (id === me().id) told = -PAUSE;
  clearTimeout(ends.get(id));
  if (ends.delete(id)) render();
}

function render() {
  const names = [...ends.keys()].map(nameOf);
  const who = names.length > MOST ? ["Several people"] : AND.formatToParts(names).map(({ type, value }) => (type === "element" ? el("b", value) : value));
  fill(line, names.length > 0 && [dots(), el("span.cut", who, names.length > 1 ? " are typing…" : " is typing…")]);
}
