// All messages of a channel, of which only those near what is seen are nodes; the others are room between them. What
// one is at stays a node wherever it is, and what one has touched comes back as it was left.

import { el } from "/dom.js";
import { firstOf, goesOn, heightOf, isBusy, later, learnHeight } from "/one.js";
import { messageNode, update } from "/message.js";

const AHEAD = 3; // screens above and below what is looked at,
const SLICE = 0.5; // of which so much of one may be missing: few nodes at once, lest a frame takes long
const FULL = 120; // so many there are while one stands near the end and more comes
const APART = 16; // pixels above a message with a head of its own

export class Roll {
  constructor(channel, scroller) {
    Object.assign(this, { channel, scroller });
    this.empty = el("p", { class: "empty" }, "Nothing has been said here. Type / to see what the bot can do.");
    for (const kind of ["click", "keydown", "play"]) channel.addEventListener(kind, ({ target }) => this.#touch(target), true);
    this.clear();
  }

  clear() {
    this.all = []; // {message, node?, height, touched?}, oldest first
    this.shown = new Set(); // those whose nodes are there
    this.rooms = [];
    this.held = null; // {one, y}: what must not move, and where it is in the channel,
    this.stood = 0; // which was scrolled so far
    this.slack = 0; // so much more is the room above than it should be, so that nothing moved
    this.from = this.to = 0;
    this.channel.replaceChildren();
  }

  /** All messages anew. Tells whether what was seen is still there; else the end is shown. */
  reset(messages) {
    const before = new Map(this.all.map((one) => [one.message.id, one]));
    this.all = messages.map((message) => {
      const one = before.get(message.id);
      const same = one?.message.timestamp === message.timestamp && one.message.author.id === message.author.id;
      return same ? this.#change(one, message) : { message, height: 0 };
    });
    const at = this.all.indexOf(this.held?.one);
    this.#minding(at, () => (at < 0 ? this.#go(this.all.length - 1) : this.#around(at)));
    this.restore();
    return at >= 0;
  }

  /** Messages from before all that are there. */
  prepend(messages) {
    this.all.unshift(...messages.map((message) => ({ message, height: 0 })));
    this.#render(this.from + messages.length, this.to + messages.length);
    this.restore();
  }

  /** A message that has changed, or a new one: tells whether it is that. */
  put(message, isNew) {
    const at = this.#find(message.id);
    if (at >= 0) {
      this.stood = this.scroller.scrollTop;
      this.#change(this.all[at], message);
      this.restore();
    } else if (isNew) {
      const seen = this.atEnd && this.to - this.from < FULL;
      this.all.push({ message, height: 0 });
      if (!seen) this.#render(this.from, this.to);
      else this.channel.append(this.#node(this.to++));
      this.empty.remove();
    }
    return at < 0 && isNew;
  }

  remove(id) {
    const at = this.#find(id);
    if (at < 0) return;
    if (this.held?.one === this.all[at]) this.#hold(at);
    this.all.splice(at, 1);
    this.#minding(at, () => this.#around(this.all.indexOf(this.held?.one)));
    this.restore();
  }

  /** The node of a message, which becomes one where it is known. */
  show(id) {
    const at = this.#find(id);
    if (at >= 0 && (at < this.from || at >= this.to)) this.#go(at);
    return this.all[at]?.node;
  }

  showEnd() {
    if (!this.atEnd || this.to - this.from > FULL) this.#go(this.all.length - 1);
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#hold();
  }

  showStart() {
    if (this.from) this.#go(0);
    this.scroller.scrollTop = 0;
  }

  get atEnd() {
    return this.to === this.all.length;
  }

  /** Follows the scrolling: what is seen stays where it is while messages come and go around it. */
  follow(landed = false) {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    this.stood = scrollTop;
    if (!this.all.length) return;
    if (scrollTop + clientHeight >= scrollHeight - 1 && !this.atEnd) this.showEnd();
    if (scrollTop <= 0 && this.from) this.showStart();
    this.restore(true);
    const first = this.#y(this.from);
    const last = this.#y(this.to - 1) + this.all[this.to - 1].node.offsetHeight;
    if (!landed && (first >= scrollTop + clientHeight || last <= scrollTop)) return this.#land();
    this.#hold();
    const above = !this.from || first <= scrollTop - (AHEAD - SLICE) * clientHeight;
    const below = this.atEnd || last >= scrollTop + (AHEAD + 1 - SLICE) * clientHeight;
    if (above && below) return;
    this.#around(this.all.indexOf(this.held.one, this.from));
    this.restore(true);
  }

  /** Where scrolling has come to rest, the room above may be what it should be. */
  rest() {
    if (!this.slack) return;
    [this.slack, this.stood] = [0, this.scroller.scrollTop];
    this.#space();
    this.restore();
  }

  /** What is held is brought back to where it was: by the room above it while one scrolls, since that goes on. */
  restore(scrolling = false) {
    const { held, above } = this;
    if (!held?.one.node?.isConnected) return this.#hold();
    const moved = this.#top(held.one.node) - held.y;
    if (Math.abs(moved) < 0.5) return;
    const room = above && parseFloat(above.style.height) - moved;
    if (scrolling && room >= 0) {
      this.slack -= moved;
      above.style.height = `${room}px`;
    } else {
      held.y += moved;
      this.stood += moved;
    }
    // Where the end came too near for a moment, less was scrolled.
    if (Math.abs(this.scroller.scrollTop - this.stood) >= 1) this.scroller.scrollTop = this.stood;
  }

  /** Holds the first message that begins in sight, or the one that is all one sees; never the one at `but`. */
  #hold(but = -1) {
    const { scrollTop, clientHeight } = this.scroller;
    let at = firstOf(this.from, this.to, (at) => this.#y(at) >= scrollTop);
    if (at > this.from && (at === this.to || this.#y(at) >= scrollTop + clientHeight)) at -= 1;
    if (at === but) at += at + 1 < this.to ? 1 : -1;
    const one = at < this.from ? null : this.all[at];
    this.held = one && { one, y: this.#y(at) };
    this.stood = scrollTop;
  }

  /** Where no node is seen: what should be there becomes nodes. */
  #land() {
    const { scrollTop } = this.scroller;
    const { node, start, end } = this.rooms.findLast((room) => this.#top(room.node) <= scrollTop) ?? this.rooms[0];
    let sum = ((scrollTop - this.#top(node)) / node.offsetHeight) * this.#sum(start, end);
    let at = start;
    while (at < end - 1 && sum >= heightOf(this.all[at])) sum -= heightOf(this.all[at++]);
    this.held = { one: this.all[at], y: scrollTop - sum };
    this.#around(at, 1); // few at once, while one drags the thumb
    this.restore(true);
    this.follow(true);
  }

  #go(at) {
    [this.held, this.slack] = [null, 0];
    this.#around(at);
    this.#measure();
    this.#space();
  }

  #around(at, screens = AHEAD) {
    const { all, scroller } = this;
    const tall = screens * scroller.clientHeight;
    let from = Math.max(0, at);
    let to = Math.min(from + 1, all.length);
    for (let room = tall; from > 0 && room > 0; ) room -= heightOf(all[--from]);
    for (let room = tall + scroller.clientHeight; to < all.length && room > 0; ) room -= heightOf(all[to++]);
    this.#render(from, to);
  }

  #render(from, to) {
    this.stood = this.scroller.scrollTop;
    this.#measure();
    [this.from, this.to] = [from, to];
    const wanted = new Set(this.all.slice(from, to));
    const places = [];
    for (const one of this.shown) {
      if (wanted.has(one)) continue;
      const at = isBusy(one.node) ? this.all.indexOf(one) : -1;
      if (at >= 0) places.push(at);
      else {
        this.shown.delete(one);
        one.node.remove();
        if (!one.touched) one.node = null;
      }
    }
    for (let at = from; at < to; at++) places.push(at);
    this.#lay(places.sort((a, b) => a - b));
  }

  /** The nodes of messages in their order, and the room between them; a node that is there is never moved. */
  #lay(places) {
    for (const { node } of this.rooms) node.remove();
    this.rooms = [];
    this.empty.remove();
    let next = this.channel.firstChild;
    let done = 0;
    const put = (node) => (node === next ? (next = next.nextSibling) : this.channel.insertBefore(node, next));
    for (const at of [...places, this.all.length]) {
      if (at > done) {
        const node = el("div", { "aria-hidden": "true" });
        this.rooms.push({ node, start: done, end: at });
        put(node);
      }
      if (at < this.all.length) put(this.#node(at));
      done = at + 1;
    }
    if (!this.all.length) this.channel.append(this.empty);
    this.above = this.rooms.find((room) => room.end === this.from)?.node;
    if (!this.above) this.slack = 0;
    this.#space();
  }

  /** Makes the room between the nodes what it should be. */
  #space() {
    for (const { node, start, end } of this.rooms) {
      const slack = node === this.above ? this.slack : 0;
      node.style.height = `${Math.max(0, this.#sum(start, end) + slack)}px`;
    }
  }

  #node(at) {
    const one = this.all[at];
    one.node ??= messageNode(one.message);
    one.node.classList.toggle("continued", goesOn(one.message, this.all[at - 1]?.message));
    this.shown.add(one);
    return one.node;
  }

  #change(one, message) {
    one.message = message;
    one.kind = null;
    if (one.node) update(one.node, message);
    if (!this.shown.has(one)) one.height = 0;
    return one;
  }

  #measure() {
    for (const one of this.shown) {
      const apart = one.node.classList.contains("continued") ? 0 : APART;
      learnHeight(one, one.node.getBoundingClientRect().height + apart);
    }
  }

  /** Does what may take the node away that has the focus: one of those beside it gets it then. */
  #minding(at, act) {
    const had = this.channel.contains(document.activeElement);
    act();
    if (!had || this.channel.contains(document.activeElement)) return;
    const beside = [this.all[at], this.all[at - 1]].find((one) => this.shown.has(one));
    (beside?.node ?? this.scroller).focus({ preventScroll: true });
  }

  #touch(target) {
    const one = this.all[this.#find(target.closest(".message")?.id.slice(1) ?? "")];
    if (one) one.touched = true;
  }

  #find(id) {
    const at = firstOf(0, this.all.length, (at) => !later(id, this.all[at].message.id));
    return this.all[at]?.message.id === id ? at : -1;
  }

  /** Pixels from the top of everything. */
  #top(node) {
    return node.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
  }

  #y(at) {
    return this.#top(this.all[at].node);
  }

  #sum(start, end) {
    return this.all.slice(start, end).reduce((sum, one) => sum + heightOf(one), 0);
  }
}
