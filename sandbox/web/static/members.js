// Who is here, at the right: one press looks as them. On a narrow window it is a sheet, as the channels are.

import { avatar, el, fill, icon } from "/dom.js";
import { narrow, sheet } from "/sheet.js";
import { guildNow, heard, me, members, move, rank } from "/state.js";

const button = document.querySelector("#crowd");
const panel = document.querySelector("#members");
const wide = matchMedia("(min-width: 1100px)");
const GROUPS = { owner: "Owner", moderator: "Moderators", member: "Members", app: "Apps" };

export function showMembers() {
  button.append(icon("people"));
  heard("moved", render);
  heard("learned", render);
  const show = sheet(button, panel, (open) => !narrow.matches && (localStorage.members = open ? "shown" : "hidden"));
  const settle = () => {
    const chosen = localStorage.members;
    show(!narrow.matches && (chosen ? chosen === "shown" : wide.matches));
  };
  for (const size of [narrow, wide]) size.addEventListener("change", settle);
  settle();
}

function render() {
  const everybody = members().toSorted((one, other) => one.name.localeCompare(other.name));
  const people = Map.groupBy(everybody, (user) => rank(user, guildNow()));
  fill(panel, Object.entries(GROUPS).map(([name, title]) => people.has(name) && group(title, people.get(name))));
}

function group(title, people) {
  return el("section", el("h2", `${title} — ${people.length}`), el("ul", people.map(entry)));
}

/** The face stands beside the button: its letter is no part of what the button is called. */
function entry(user) {
  if (user.bot) return el("li.member", avatar(user), el("span.cut", user.name), el("span.tag", "APP"));
  const mine = user === me();
  const title = `Look as ${user.name}`;
  const named = { title, ariaLabel: `${title}, ${rank(user, guildNow())}`, ariaCurrent: mine ? "true" : null };
  const look = el("button.cut", { ...named, data: { key: user.id }, onclick: () => move({ who: user.name }) }, user.name);
  return el("li.member", avatar(user), look, mine && el("small", "you"));
}
