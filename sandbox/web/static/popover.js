// A list that opens at a button: menus and the choices of select menus. Keys as everywhere: arrows, Home, End, Esc.

import { el, icon, words } from "/dom.js";

const GAP = 4;

/**
 * `entries`: {value, label, description?, picture?, danger?, chosen?}. With `most` 1, picking closes; else it is open
 * until it is dismissed. `done` gets the chosen values when they were changed.
 */
export function openList({ anchor, label, entries, role = "listbox", most = 1, search, done }) {
  const chosen = new Set(entries.filter((entry) => entry.chosen).map((entry) => entry.value));
  const before = [...chosen].join();
  const items = entries.map((entry) => item(entry, role, pick));
  const list = el("div", { role, ariaLabel: label, ariaMultiSelectable: most > 1 || null }, items, el("p.nothing", { hidden: items.length > 0 }, "Nothing here."));
  const box = el("div.popover", { class: role, popover: "auto", ontoggle: settle, onkeydown: (event) => walk(event, box, list) }, search && finder(list), list);
  let picked = null;
  mark();

  function pick(entry) {
    if (most === 1) {
      picked = [entry.value];
      box.hidePopover();
      return;
    }
    if (chosen.has(entry.value)) chosen.delete(entry.value);
    else if (chosen.size < most) chosen.add(entry.value);
    mark();
  }

  function mark() {
    if (role === "listbox") items.forEach((node, at) => (node.ariaSelected = chosen.has(entries[at].value)));
  }

  function settle({ newState }) {
    if (newState !== "closed") return;
    anchor.ariaExpanded = false;
    if (box.contains(document.activeElement) || document.activeElement === document.body) anchor.focus?.();
    box.remove();
    const now = picked ?? [...chosen];
    if (picked || now.join() !== before) done(now);
  }

  (anchor.closest("dialog") ?? document.querySelector("#room")).append(box);
  box.showPopover();
  place(box, anchor);
  anchor.ariaExpanded = true;
  (box.querySelector("input") ?? items.find((node) => node.ariaSelected === "true") ?? items[0])?.focus();
}

function item(entry, list, pick) {
  const { label, description, picture, danger } = entry;
  const role = list === "menu" ? "menuitem" : "option";
  const properties = { role, tabIndex: -1, class: danger ? "danger" : "", onclick: () => pick(entry) };
  return el("button.option", properties, picture, words(label, description), role === "option" && icon("check"));
}

function finder(list) {
  const search = ({ target }) => {
    const items = [...list.querySelectorAll(".option")];
    for (const node of items) node.hidden = !node.textContent.toLowerCase().includes(target.value.toLowerCase());
    list.querySelector(".nothing").hidden = items.some((node) => !node.hidden);
  };
  return el("input", { type: "search", placeholder: "Search", ariaLabel: "Search", oninput: search });
}

function walk(event, box, list) {
  const items = [...list.querySelectorAll(".option:not([hidden])")];
  const typing = event.target.localName === "input";
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") box.hidePopover();
  else if (event.key === "Enter" && typing) items[0]?.click();
  else if (to !== undefined && items.length && !(typing && to < 0)) items[(to + items.length) % items.length].focus();
  else return;
  event.preventDefault();
}

/** Below the anchor, above it where there is no room below, never outside the window. */
function place(box, anchor) {
  const at = anchor.getBoundingClientRect();
  box.style.minWidth = `${Math.min(at.width, 420)}px`;
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + GAP + height < innerHeight;
  const top = below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - height);
  box.style.top = `${top}px`;
  box.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
}
