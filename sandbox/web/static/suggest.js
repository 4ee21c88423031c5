// What is offered above the line while one types. The focus stays in the line, from which arrow keys walk the list; with
// Shift+Tab it can be had in the list itself, to scroll it.

import { el } from "/dom.js";

export class Suggestions {
  constructor() {
    this.head = el("p", { class: "suggest-head" });
    this.list = el("div", { role: "listbox", id: "suggestions", "aria-label": "Suggestions", tabIndex: 0 });
    this.node = el("div", { class: "suggest", hidden: true }, this.head, this.list);
    this.node.addEventListener("pointerdown", (event) => event.preventDefault()); // or the line would lose the focus
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("blur", ({ relatedTarget }) => relatedTarget !== this.owner && this.hide());
    this.entries = [];
    this.owner = null;
    this.at = 0;
    this.stale = false;
    this.eager = false;
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
    this.head.replaceChildren(...[head].flat());
    this.list.replaceChildren(...entries.map((entry, position) => this.#option(entry, position)));
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
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.entries.length) % this.entries.length;
      this.#mark();
    } else if (inside && (event.key === "Home" || event.key === "End")) {
      this.at = event.key === "Home" ? 0 : this.entries.length - 1;
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
    if (this.owner?.role === "combobox") this.owner.ariaExpanded = String(this.open);
  }

  #option(entry, position) {
    const words = el("span", { class: "words" }, el("span", {}, entry.label), entry.description ? el("small", {}, entry.description) : null);
    const options = { role: "option", id: `suggestion${position}`, class: "option", onclick: () => entry.pick() };
    return el("div", options, entry.picture ?? null, words);
  }

  #mark() {
    for (const [position, node] of [...this.list.children].entries()) {
      node.ariaSelected = String(position === this.at);
      if (position !== this.at) continue;
      node.scrollIntoView({ block: "nearest" });
      for (const one of [this.owner, this.list]) one.setAttribute("aria-activedescendant", node.id);
    }
  }
}
