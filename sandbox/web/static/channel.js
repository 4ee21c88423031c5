// The channel: follows its events, keeps the end in sight for whoever stands at the end, and shows everybody else the way.

import { here } from "/api.js";
import { el, icon } from "/dom.js";
import { later } from "/one.js";
import { Roll } from "/roll.js";
import { begin, heard, learn, me, move, state, tell, user } from "/state.js";

const channel = document.querySelector("#channel");
const scroller = document.querySelector("#scroller");
const words = el("span");
const present = el("button", { type: "button", hidden: true, onclick: arrive }, words, el("b", {}, "Jump to present", icon("down")));
const roll = new Roll(channel, scroller);
const COMMAND = 2;
const NEAR = 80;
const AGAIN = 1000;
const REST = 150; // until the scrolling is over, and not between two turns of the wheel: to set the place would end the second
const PATIENCE = 1500; // until it is told that the sandbox does not answer
const dismissed = new Set();
let events = null;
let size = ""; // of the scroller, when last kept
let resting = 0;
let away = 0; // the timer that will tell so, or has
let isOpened = false; // what comes is not the first that is shown of this channel
let come = null; // the newest of a list that is shown only when all of it is there
let atEnd = true;
let news = 0; // so many have come while one read further up
let sought = null; // a message in the channel that is being opened

export function followChannel() {
  scroller.after(el("div", { id: "present", role: "status" }, present));
  heard("moved", open);
  heard("dismiss", (id) => {
    dismissed.add(id);
    roll.remove(id);
  });
  heard("jump", jump);
  heard("go", ({ channel: id, message }) => {
    sought = message;
    if (id === state.channel) jump(message);
    else move({ channel: id });
  });
  scroller.addEventListener("scroll", () => {
    clearTimeout(resting);
    if (size !== sizeNow()) keep(); // it was the layout that scrolled
    roll.follow();
    stand();
  });
  scroller.addEventListener("wheel", () => clearTimeout(resting), { passive: true });
  scroller.addEventListener("scrollend", () => {
    clearTimeout(resting);
    resting = setTimeout(() => roll.rest(), REST);
  });
  scroller.addEventListener("keydown", turn);
  const watch = new ResizeObserver(keep);
  for (const node of [channel, scroller]) watch.observe(node);
}

const sizeNow = () => `${scroller.clientWidth} ${scroller.clientHeight}`;

function keep() {
  size = sizeNow();
  if (atEnd) return toEnd();
  roll.restore();
  stand();
}

/** To the very first and the very last, wherever a guess at what is between would lead. */
function turn(event) {
  const turned = { End: toEnd, Home: toStart }[event.key];
  if (!turned || event.defaultPrevented || event.target.closest("input, textarea, select, video")) return;
  event.preventDefault();
  turned();
}

/** Only at the end is what appears something new, to be read out; elsewhere there is a way to it. */
function stand() {
  const { scrollTop, clientHeight, scrollHeight } = scroller;
  const below = roll.atEnd ? scrollHeight - scrollTop - clientHeight : Infinity;
  atEnd = below <= NEAR;
  channel.ariaLive = atEnd ? "polite" : "off";
  if (atEnd) news = 0;
  if (atEnd && present === document.activeElement) scroller.focus({ preventScroll: true });
  present.hidden = atEnd || (!news && below <= clientHeight);
  const told = news ? `${news} new message${news > 1 ? "s" : ""}` : "You are reading older messages";
  if (words.textContent !== told) words.textContent = told;
}

function arrive() {
  scroller.focus({ preventScroll: true });
  toEnd();
}

function jump(id) {
  const node = roll.show(id);
  if (!node) return;
  sought = null;
  node.scrollIntoView({ block: "center" });
  stand();
  node.classList.add("found");
  node.focus({ preventScroll: true });
  setTimeout(() => node.classList.remove("found"), 1500);
}

/** Another channel, or the same as somebody else. */
function open() {
  roll.clear();
  isOpened = false;
  follow();
}

function follow() {
  events?.close();
  come = null;
  channel.ariaBusy = "true";
  const source = (events = new EventSource(`/events?${new URLSearchParams(here())}`));
  source.onmessage = ({ data }) => apply(JSON.parse(data));
  source.onopen = () => {
    clearTimeout(away);
    away = 0;
    tell("away", "");
  };
  source.onerror = () => {
    away ||= setTimeout(tell, PATIENCE, "away", "The sandbox does not answer; trying again …");
    if (source.readyState === EventSource.CLOSED) setTimeout(again, AGAIN, source);
  };
}

/** What the address tells has another id now, or none. */
function again(source) {
  if (source === events) begin().catch(() => setTimeout(again, AGAIN, source));
}

function apply(event) {
  if (event.kind === "elsewhere") return tell("elsewhere", event.channel);
  if (event.kind === "typing") return tell("typing", event.user);
  if (event.messages) list(event);
  else if (event.kind === "delete") roll.remove(event.message.id);
  else if (!dismissed.has(event.message.id)) put(event);
  if (atEnd) toEnd();
  else stand();
  if (sought && event.messages) jump(sought);
  tell("shown", event);
}

/** The newest messages come first. What is shown already is replaced only by all of them, lest one lose one's place. */
function list({ kind, messages, more }) {
  const seen = messages.filter((message) => !dismissed.has(message.id));
  if (kind === "older") {
    if (come) come.unshift(...seen);
    else roll.prepend(seen);
  } else if (isOpened) come = seen;
  else {
    roll.reset(seen);
    atEnd = true;
  }
  isOpened = true;
  channel.ariaBusy = String(more);
  if (more || !come) return;
  const last = roll.all.at(-1)?.message.id ?? "";
  if (roll.reset(come)) news += come.filter((message) => later(message.id, last)).length;
  else atEnd = true;
  come = null;
  learn();
}

function put({ kind, message }) {
  if (!user(message.author.id)) learn().then(follow);
  else if (roll.put(message, kind === "create")) {
    news += 1;
    const asked = message.interaction_metadata;
    const by = asked?.type === COMMAND && !asked.original_response_message_id ? asked.user : message.author;
    if (by.id === me().id) toEnd();
  }
}

function toStart() {
  roll.showStart();
  stand();
}

function toEnd() {
  roll.showEnd();
  stand();
}
