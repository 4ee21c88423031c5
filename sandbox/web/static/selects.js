// What can be chosen from a select menu, in messages and forms alike.

import { avatar, el, icon } from "/dom.js";
import { openList } from "/popover.js";
import { members, places, roles } from "/state.js";

const USERS = () =>
  members().map((user) => ({ value: JSON.stringify({ $user: user.id }), label: user.name, picture: avatar(user) }));
const ROLES = () => roles().map((role) => ({ value: JSON.stringify({ $role: role.id }), label: role.name, picture: icon("at") }));
const CHANNELS = () =>
  places().map((place) => ({ value: JSON.stringify({ $channel: place.id }), label: place.name, picture: icon("hash") }));
const NAMES = { 3: "Choose", 5: "Choose a member", 6: "Choose a role", 7: "Choose a member or role", 8: "Choose a channel" };
const LISTS = { 5: USERS, 6: ROLES, 7: () => [...USERS(), ...ROLES()], 8: CHANNELS };

export function kindOf(data) {
  return NAMES[data.type];
}

/** The entries of a menu; what is no string option has its record as JSON in `value`. */
export function choices(data) {
  if (data.type !== 3) return LISTS[data.type]();
  return data.options.map((option) => ({
    value: option.value,
    label: option.label,
    description: option.description,
    chosen: Boolean(option.default),
    picture: option.emoji ? el("span", { class: "emoji" }, option.emoji.id ? "•" : option.emoji.name) : null,
  }));
}

/** What a closed menu says: what is chosen already, else what it asks for. */
export function shownChoice(data) {
  const chosen = data.type === 3 ? data.options.filter((option) => option.default).map((option) => option.label) : [];
  if (chosen.length) return chosen.join(", ");
  return el("span", { class: "placeholder" }, data.placeholder || kindOf(data));
}

/** Names a closed menu by what it is for and what is chosen. */
export function nameMenu(button, data, label) {
  const text = button.querySelector(".chosen").textContent;
  const kind = label || data.placeholder || kindOf(data);
  button.ariaLabel = text === kind ? kind : `${kind}: ${text}`;
}

/** Opens at the menu; `done` gets the values when enough were chosen. */
export function openChoices(anchor, data, done, chosen = null) {
  const least = data.min_values ?? 1;
  const entries = choices(data).map((entry) => (chosen ? { ...entry, chosen: chosen.includes(entry.value) } : entry));
  const finish = (values) => values.length >= least && done(values);
  const label = data.placeholder || kindOf(data);
  openList({ anchor, label, entries, most: data.max_values ?? 1, search: data.type !== 3, done: finish });
}
