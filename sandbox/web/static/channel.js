// The channel: follows its events and keeps the end in sight for whoever stands at the end.

import { here } from "/api.js";
import { el } from "/dom.js";
import { messageNode, messageOf, update } from "/message.js";
import { heard, learn, move, state, tell, user } from "/state.js";

const channel = document.querySelector("#channel");
const scroller = document.querySelector("#scroller");
const TOGETHER = 7 * 60 * 1000;
const NEAR = 80;
const dismissed = new Set();
let events = null;
let sought = null; // a message in the channel that is being opened

export function followChannel() {
  heard("moved", follow);
  heard("dismiss", (id) => {
    dismissed.add(id);
    nodeOf(id)?.remove();
    group();
  });
  heard("jump", jump);
  heard("go", ({ channel: id, message }) => {
    sought = message;
    if (id === state.channel) jump(message);
    else move({ channel: id });
  });
  let atEnd = true;
  scroller.addEventListener("scroll", () => (atEnd = isAtEnd()));
  new ResizeObserver(() => atEnd && toEnd()).observe(channel);
  new ResizeObserver(() => atEnd && toEnd()).observe(scroller);
}

function jump(id) {
  sought = null;
  const node = nodeOf(id);
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  node.classList.add("found");
  node.focus();
  setTimeout(() => node.classList.remove("found"), 1500);
}

function follow() {
  events?.close();
  channel.replaceChildren();
  channel.ariaBusy = "true";
  events = new EventSource(`/events?${new URLSearchParams(here())}`);
  events.onmessage = ({ data }) => apply(JSON.parse(data));
}

function apply(event) {
  if (event.kind === "elsewhere") {
    tell("elsewhere", event.channel);
    return;
  }
  const wasAtEnd = isAtEnd();
  if (event.kind === "all") {
    const seen = event.messages.filter((message) => !dismissed.has(message.id));
    channel.replaceChildren(...seen.map(messageNode));
    channel.ariaBusy = "false";
  } else if (event.kind === "delete") nodeOf(event.message.id)?.remove();
  else if (!dismissed.has(event.message.id)) put(event.message);
  group();
  if (wasAtEnd || event.kind === "all") toEnd();
  if (sought && event.kind === "all") jump(sought);
  tell("shown", event);
}

function put(message) {
  if (!user(message.author.id)) learn().then(follow);
  const node = nodeOf(message.id);
  if (node) update(node, message);
  else channel.append(messageNode(message));
}

/** Messages of one author in a row have one head. */
function group() {
  let before = null;
  for (const node of channel.querySelectorAll(".message")) {
    const message = messageOf(node);
    const near = before && new Date(message.timestamp) - new Date(before.timestamp) < TOGETHER;
    const alone = message.interaction_metadata || message.message_reference;
    const same = near && !alone && before.author.id === message.author.id;
    node.classList.toggle("continued", Boolean(same));
    before = message;
  }
  channel.querySelector(".empty")?.remove();
  if (!before) channel.append(el("p", { class: "empty" }, "Nothing has been said here. Type / to see what the bot can do."));
}

function nodeOf(id) {
  return document.getElementById(`m${id}`);
}

function isAtEnd() {
  return scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - NEAR;
}

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
}
