// What can be chosen from a select menu, in messages and forms alike.

import { avatar, el, icon } from "/dom.js";
import { openList } from "/popover.js";
import { members, places, roles } from "/state.js";

const records = (list, key, picture) => list.map((one) => ({ label: one.name, value: { [key]: one.id }, picture: picture(one) }));
const STRING = 3;
const KINDS = { [STRING]: "Choose", 5: "Choose a member", 6: "Choose a role", 7: "Choose a member or role", 8: "Choose a channel" };

export const people = () => records(members(), "$user", avatar);
export const ranks = () => records(roles(), "$role", () => icon("at"));
export const channels = () => records(places(), "$channel", () => icon("hash"));
export const anybody = () => [...people(), ...ranks()];
const LISTS = { 5: people, 6: ranks, 7: anybody, 8: channels };

/** The entries of a menu, whose values are strings: what is no string option has its record as JSON. */
function entriesOf({ type, options }) {
  if (type !== STRING) return LISTS[type]().map((entry) => ({ ...entry, value: JSON.stringify(entry.value) }));
  return options.map(({ emoji, ...option }) => ({ ...option, picture: emoji && el("span.emoji", emoji.id ? "•" : emoji.name) }));
}

/**
 * A closed menu, which says what is chosen, else what it asks for; its name has the `label` of what it is for, too.
 * `done` is called when at least `least` were chosen. `values()` is what is chosen, as it is sent.
 */
export function menu(data, { label, least = data.min_values ?? 1, done, ...properties }) {
  const kind = data.placeholder || KINDS[data.type];
  const shown = el("span");
  const node = el("button.select", { ariaHasPopup: "listbox", ariaExpanded: false, onclick: open, ...properties }, shown, icon("down"));
  let chosen = (data.options ?? []).filter((option) => option.default);
  show();

  function show() {
    const names = chosen.map((entry) => entry.label).join(", ");
    shown.className = names ? "cut" : "cut placeholder";
    shown.textContent = names || kind;
    node.ariaLabel = [...new Set([label || kind, names || kind])].join(": ");
  }

  function open() {
    const marked = new Set(chosen.map((entry) => entry.value));
    const entries = entriesOf(data).map((entry) => ({ ...entry, chosen: marked.has(entry.value) }));
    const pick = (values) => {
      if (values.length < least) return;
      chosen = values.map((value) => entries.find((entry) => entry.value === value));
      show();
      done();
    };
    openList({ anchor: node, label: kind, entries, most: data.max_values ?? 1, search: data.type !== STRING, done: pick });
  }

  return { node, values: () => chosen.map(({ value }) => (data.type === STRING ? value : JSON.parse(value))) };
}
