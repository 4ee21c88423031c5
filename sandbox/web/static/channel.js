// The channel: follows its events and keeps the end in sight for whoever stands at the end.

import { here } from "/api.js";
import { Roll } from "/roll.js";
import { heard, learn, move, state, tell, user } from "/state.js";

const channel = document.querySelector("#channel");
const scroller = document.querySelector("#scroller");
const roll = new Roll(channel, scroller);
const NEAR = 80;
const dismissed = new Set();
let events = null;
let atEnd = true;
let sought = null; // a message in the channel that is being opened

export function followChannel() {
  heard("moved", follow);
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
    roll.follow();
    stand(isAtEnd());
  });
  scroller.addEventListener("keydown", turn);
  new ResizeObserver(() => atEnd && toEnd()).observe(channel);
  new ResizeObserver(() => atEnd && toEnd()).observe(scroller);
}

/** To the very first and the very last, wherever a guess at what is between would lead. */
function turn(event) {
  if (event.defaultPrevented || event.target.closest("input, textarea, select")) return;
  if (event.key === "End") toEnd();
  else if (event.key === "Home") {
    roll.showStart();
    scroller.scrollTop = 0;
    stand(isAtEnd());
  } else return;
  event.preventDefault();
}

/** Only at the end is what appears something new, to be read out. */
function stand(end) {
  atEnd = end;
  channel.ariaLive = end ? "polite" : "off";
}

function jump(id) {
  sought = null;
  const node = roll.show(id);
  if (!node) return;
  node.scrollIntoView({ block: "center" });
  stand(isAtEnd());
  node.classList.add("found");
  node.focus({ preventScroll: true });
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
  if (event.kind === "typing") return tell("typing", event.user);
  const wasAtEnd = isAtEnd();
  if (event.kind === "all") {
    roll.reset(event.messages.filter((message) => !dismissed.has(message.id)));
    channel.ariaBusy = "false";
  } else if (event.kind === "delete") roll.remove(event.message.id);
  else if (!dismissed.has(event.message.id)) put(event.message);
  if (wasAtEnd || event.kind === "all") toEnd();
  if (sought && event.kind === "all") jump(sought);
  tell("shown", event);
}

function put(message) {
  if (!user(message.author.id)) learn().then(follow);
  roll.put(message);
}

function isAtEnd() {
  return roll.atEnd && scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - NEAR;
}

function toEnd() {
  roll.showEnd();
  scroller.scrollTop = scroller.scrollHeight;
  stand(true);
}
