// All messages of a channel, of which only those near what is seen are nodes; the others are room above and below.

import { el } from "/dom.js";
import { messageNode, update } from "/message.js";

const MOST = 160;
const FULL = 190; // so many there are while one stands near the end and more comes
const GUESS = 64; // pixels of a message that was never shown
const APART = 16; // pixels above a message with a head of its own
const TOGETHER = 7 * 60 * 1000;

export class Roll {
  constructor(channel, scroller) {
    this.channel = channel;
    this.scroller = scroller;
    this.above = el("div", { "aria-hidden": "true" });
    this.below = el("div", { "aria-hidden": "true" });
    this.empty = el("p", { class: "empty" }, "Nothing has been said here. Type / to see what the bot can do.");
    this.reset([]);
    this.empty.remove();
  }

  /** Other messages altogether; their end is shown. */
  reset(messages) {
    this.all = messages;
    this.nodes = new Map();
    this.heights = new Map();
    this.channel.replaceChildren(this.above, this.below);
    this.showEnd();
  }

  /** A new message, or one that has changed. */
  put(message) {
    const at = this.#find(message.id);
    if (at >= 0) {
      this.all[at] = message;
      const node = this.nodes.get(message.id);
      if (node) update(node, message);
      return this.#group();
    }
    const last = this.atEnd && this.to - this.from < FULL;
    this.all.push(message);
    this.#render(this.from, last ? this.to + 1 : this.to);
  }

  remove(id) {
    const at = this.#find(id);
    if (at < 0) return;
    this.all.splice(at, 1);
    this.heights.delete(id);
    this.#render(this.from - (at < this.from), this.to - (at < this.to));
  }

  /** The node of a message, which becomes one where it is known. */
  show(id) {
    const at = this.#find(id);
    if (at >= 0 && !this.nodes.has(id)) this.#around(at);
    return this.nodes.get(id);
  }

  showEnd() {
    this.#render(this.all.length - MOST, this.all.length);
  }

  showStart() {
    this.#render(0, MOST);
  }

  get atEnd() {
    return this.to === this.all.length;
  }

  /** Follows the scrolling: what is seen stays where it is while messages come and go around it. */
  follow() {
    const seen = this.scroller.getBoundingClientRect();
    const first = this.above.getBoundingClientRect().bottom;
    const last = this.below.getBoundingClientRect().top;
    const short = first > seen.top - seen.height && this.from > 0;
    const shorter = last < seen.bottom + seen.height && this.to < this.all.length;
    if (!short && !shorter) return;
    if (first >= seen.bottom || last <= seen.top) return this.#land();
    const held = this.#held(seen.top);
    if (held < 0) return;
    const node = this.nodes.get(this.all[held].id);
    const before = node.getBoundingClientRect().top;
    this.#around(held);
    this.scroller.scrollTop += node.getBoundingClientRect().top - before;
  }

  /** Where no node is seen: what should be there becomes nodes, and the end stays the end. */
  #land() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    this.#around(this.#at(scrollTop));
    if (scrollTop + clientHeight >= scrollHeight - 1) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** The first message that is seen. */
  #held(top) {
    for (let at = this.from; at < this.to; at++) if (this.nodes.get(this.all[at].id).getBoundingClientRect().bottom > top) return at;
    return -1;
  }

  /** The message at so many pixels from the top, as far as one knows. */
  #at(pixels) {
    let [at, sum] = [0, 0];
    while (at < this.all.length - 1 && (sum += this.#height(this.all[at])) <= pixels) at += 1;
    return at;
  }

  #around(at) {
    const from = Math.max(0, Math.min(at - MOST / 2, this.all.length - MOST));
    this.#render(from, from + MOST);
  }

  #render(from, to) {
    this.from = Math.max(0, from);
    this.to = Math.min(this.all.length, to);
    const wanted = this.all.slice(this.from, this.to);
    const ids = new Set(wanted.map((message) => message.id));
    const leaving = [...this.nodes].filter(([id]) => !ids.has(id));
    for (const [id, node] of leaving) this.heights.set(id, node.offsetHeight + (node.classList.contains("continued") ? 0 : APART));
    for (const [id, node] of leaving) {
      node.remove();
      this.nodes.delete(id);
    }
    let after = this.above;
    for (const message of wanted) {
      let node = this.nodes.get(message.id);
      if (!node) this.nodes.set(message.id, (node = messageNode(message)));
      if (after.nextSibling !== node) after.after(node);
      after = node;
    }
    this.#group();
    this.above.style.height = `${this.#sum(0, this.from)}px`;
    this.below.style.height = `${this.#sum(this.to, this.all.length)}px`;
  }

  /** Messages of one author in a row have one head. */
  #group() {
    for (let at = this.from; at < this.to; at++) {
      const [before, message] = [this.all[at - 1], this.all[at]];
      const near = before && new Date(message.timestamp) - new Date(before.timestamp) < TOGETHER;
      const alone = message.interaction_metadata || message.message_reference;
      const same = near && !alone && before.author.id === message.author.id;
      this.nodes.get(message.id).classList.toggle("continued", Boolean(same));
    }
    if (this.all.length) this.empty.remove();
    else this.channel.append(this.empty);
  }

  #find(id) {
    return this.all.findLastIndex((message) => message.id === id);
  }

  #height(message) {
    return this.heights.get(message.id) ?? GUESS;
  }

  #sum(from, to) {
    let sum = 0;
    for (let at = from; at < to; at++) sum += this.#height(this.all[at]);
    return sum;
  }
}
