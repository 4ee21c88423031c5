// Who is here, at the right: one press looks as them. On a narrow window it is a sheet, as the channels are.

import { avatar, el, icon } from "/dom.js";
import { guildNow, heard, me, members, move, rank } from "/state.js";

const button = document.querySelector("#crowd");
const panel = document.querySelector("#members");
const narrow = matchMedia("(max-width: 699px)");
const wide = matchMedia("(min-width: 1100px)");
const GROUPS = { owner: "Owner", moderator: "Moderators", member: "Members", app: "Apps" };

export function showMembers() {
  button.append(icon("people"));
  button.addEventListener("click", () => {
    const open = panel.hidden;
    if (!narrow.matches) localStorage.setItem("members", open ? "shown" : "hidden");
    show(open);
    if (open && narrow.matches) panel.querySelector("[aria-current]").focus();
  });
  panel.addEventListener("keydown", ({ key }) => key === "Escape" && narrow.matches && fold());
  document.querySelector("#room").addEventListener("pointerdown", ({ target }) => !button.contains(target) && !panel.contains(target) && fold());
  for (const size of [narrow, wide]) size.addEventListener("change", settle);
  heard("moved", () => {
    render();
    fold();
  });
  heard("learned", render);
  settle();
}

function settle() {
  const chosen = localStorage.getItem("members");
  show(!narrow.matches && (chosen ? chosen === "shown" : wide.matches));
}

function show(open) {
  panel.hidden = !open;
  button.ariaExpanded = String(open);
}

/** The sheet goes; what stands beside the channel stays. */
function fold() {
  if (!narrow.matches || panel.hidden) return;
  const held = panel.contains(document.activeElement);
  show(false);
  if (held) button.focus();
}

function render() {
  const focused = panel.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const people = Map.groupBy(members().toSorted((one, other) => one.name.localeCompare(other.name)), (user) => rank(user, guildNow()));
  panel.replaceChildren(...Object.entries(GROUPS).filter(([name]) => people.has(name)).map(([name, title]) => group(title, people.get(name))));
  if (focused) panel.querySelector(`[data-key="${focused}"]`)?.focus();
}

function group(title, people) {
  return el("section", {}, el("h2", {}, `${title} — ${people.length}`), el("ul", {}, people.map(entry)));
}

/** The face stands beside the button: its letter is no part of what the button is called. */
function entry(user) {
  if (user.bot) return el("li", { class: "member" }, avatar(user), el("span", { class: "cut" }, user.name), el("span", { class: "tag" }, "APP"));
  const mine = user === me();
  const named = { title: `Look as ${user.name}`, "aria-label": `Look as ${user.name}, ${rank(user, guildNow())}`, "aria-current": mine ? "true" : null };
  const button = el("button", { type: "button", class: "cut", ...named, data: { key: user.id }, onclick: () => move({ who: user.name }) }, user.name);
  return el("li", { class: "member" }, avatar(user), button, mine ? el("small", {}, "you") : null);
}
