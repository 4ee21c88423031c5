// What is offered above the line while one types. The focus stays in the line, from which arrow keys walk the list; with
// Shift+Tab it can be had in the list itself, to scroll it.

import { el, fill, words } from "/dom.js";

export class Suggestions {
  entries = [];
  owner = null;
  at = 0;
  stale = false;
  eager = false;

  constructor() {
    this.head = el("p.suggest-head");
    const onkeydown = (event) => this.key(event);
    const onblur = ({ relatedTarget }) => relatedTarget !== this.owner && this.hide();
    this.list = el("div", { role: "listbox", id: "suggestions", ariaLabel: "Suggestions", tabIndex: 0, onkeydown, onblur });
    const onpointerdown = (event) => event.preventDefault(); // or the line would lose the focus
    this.node = el("div.suggest", { hidden: true, onpointerdown }, this.head, this.list);
  }

  /** The line has lost the focus, which may be in the list now. */
  left(owner, { relatedTarget }) {
    if (relatedTarget !== this.list) this.hide(owner);
  }

  /** What is offered no longer fits what was typed; whoever chooses now means the first of what comes. */
  await(owner) {
    if (owner === this.owner) this.stale = true;
  }

  get open() {
    return this.entries.length > 0 && !this.node.hidden;
  }

  /** `entries`: {label, description?, picture?, pick()}; `owner` is the line they are for. */
  show(owner, head, entries) {
    if (this.owner !== owner) this.hide();
    const chosen = this.eager ? entries[0] : null;
    this.stale = this.eager = false;
    this.owner = owner;
    this.entries = entries;
    this.at = 0;
    fill(this.head, head);
    fill(this.list, entries.map((entry, position) => this.#option(entry, position)));
    this.list.hidden = !entries.length;
    this.node.hidden = !entries.length && !head;
    this.#expand();
    owner.setAttribute("aria-controls", "suggestions");
    this.#mark();
    chosen?.pick();
  }

  hide(owner = this.owner) {
    if (owner !== this.owner) return;
    this.node.hidden = true;
    this.stale = this.eager = false;
    this.entries = [];
    this.#expand();
    this.owner?.removeAttribute("aria-activedescendant");
    this.owner = null;
  }

  /** Whether the key was one of its own. */
  key(event) {
    if (!this.open || event.isComposing) return false;
    const inside = event.target === this.list;
    if (inside && event.key === "Tab") return false;
    const { length } = this.entries;
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, ...(inside && { Home: 0, End: length - 1 }) }[event.key];
    if (to !== undefined) {
      this.at = (to + length) % length;
      this.#mark();
    } else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) {
      if (inside) this.owner.focus();
      if (this.stale) this.eager = true;
      else this.entries[this.at].pick();
    } else if (event.key === "Escape") {
      if (inside) this.owner.focus();
      this.hide();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #expand() {
    if (this.owner?.role === "combobox") this.owner.ariaExpanded = this.open;
  }

  #option(entry, position) {
    const properties = { role: "option", id: `suggestion${position}`, onclick: () => entry.pick() };
    return el("div.option", properties, entry.picture, words(entry.label, entry.description));
  }

  #mark() {
    for (const [position, node] of [...this.list.children].entries()) {
      node.ariaSelected = position === this.at;
      if (position !== this.at) continue;
      node.scrollIntoView({ block: "nearest" });
      for (const one of [this.owner, this.list]) one.setAttribute("aria-activedescendant", node.id);
    }
  }
}
