// What somebody has begun to write, by person and place: kept while one looks elsewhere and over a reload, until it is sent.

import { here } from "/api.js";

const name = ({ who, channel }) => `draft ${who} ${channel}`;

/** {text, reply, command}: where there is nothing of it, nothing is kept. */
export function keep(draft) {
  if (Object.values(draft).some(Boolean)) sessionStorage.setItem(name(here()), JSON.stringify(draft));
  else forget();
}

export function kept() {
  return JSON.parse(sessionStorage.getItem(name(here())) ?? "{}");
}

export function forget(place = here()) {
  sessionStorage.removeItem(name(place));
}

export function isHere(place) {
  return name(place) === name(here());
}
