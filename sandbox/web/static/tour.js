// The tour for a first visit: callouts beside the page, which stays usable. What is done as told leads on by itself.

import { el, fill, iconButton } from "/dom.js";
import { place } from "/popover.js";
import { heard, me, state } from "/state.js";

const REPLY = 19;
const EDGE = 20; // pixels from the right of the room
const newest = (selector) => [...document.querySelectorAll(selector)].at(-1);
const composer = () => newest(".composer");
const control = (name) => newest(`[data-key^="${name}:"]`);
const foot = document.querySelector("#foot"); // as wide as the talk
const last = () => newest(".message");
const pressed = (name) => (deed) => deed.path === "/click" && deed.body.custom_id.startsWith(`${name}:`);
const asked = (deed) => deed.path === "/slash" && deed.body.command === "imagine";

/** `on` names what is heard when something was done, and `done` says of it whether it is what was told to do. */
const STEPS = [
  {
    title: "Ask for a picture",
    text: "Type /imagine into this line, choose it, describe a picture and press Enter.",
    at: composer,
    on: "acted",
    done: asked,
  },
  {
    title: "Watch it being made",
    text: "The message tells how far it is, and Cancel gives the credits back. It becomes the result.",
    at: last,
    on: "shown",
    done: ({ message }) => /"again:/.test(JSON.stringify(message?.components)),
  },
  {
    title: "Reply to change it",
    text: "Reply to a result with what shall be different, such as: let it be night.",
    at: () => newest(".reply-tool") ?? composer(),
    on: "shown",
    done: ({ message }) => message?.type === REPLY && message.author.id === me().id,
  },
  {
    title: "Once more",
    text: "Again makes another one of the same words and options.",
    at: () => control("again") ?? last(),
    on: "acted",
    done: pressed("again"),
  },
  {
    title: "What was it made of?",
    text: "Details shows model, options and price, and the versions before it.",
    at: () => control("details") ?? last(),
    on: "acted",
    done: pressed("details"),
  },
  {
    title: "Keep it to yourself",
    text: "With the option private only you see the result. Its button Share shows it to the channel.",
    at: composer,
    on: "acted",
    done: (deed) => asked(deed) && deed.body.options.private === true,
  },
  {
    title: "Behind the scenes",
    text: "The operator's drawer has the gateway's bill beside the members' purses, and faults to switch on.",
    at: () => newest("#operate"),
    on: "operated",
    done: () => true,
    needed: () => state.world.operator,
  },
];

const box = el("section.callout", { hidden: true, ariaLabel: "Tour", ariaLive: "polite", onkeydown: ({ key }) => key === "Escape" && end() });
const start = iconButton("help", "Tour", () => begin(true));
let steps = [];
let now = 0;
let marked = null;

export function offerTour() {
  steps = STEPS.filter((step) => step.needed?.() ?? true);
  document.querySelector(".switches").prepend(start);
  document.querySelector("#bar").after(box);
  for (const kind of new Set(steps.map((step) => step.on))) {
    heard(kind, (what) => {
      if (!box.hidden && steps[now].on === kind && steps[now].done(what)) go(now + 1);
      else settle();
    });
  }
  heard("moved", settle);
  addEventListener("resize", settle);
  document.querySelector("#scroller").addEventListener("scroll", settle);
  if (localStorage.tour !== "done") begin(false);
}

/** By hand it begins anew and takes the focus; by itself it goes on where it was, and takes nothing. */
function begin(byHand) {
  now = byHand ? 0 : Math.min(Number(localStorage.tour) || 0, steps.length - 1);
  box.hidden = false;
  go(now);
  if (byHand) box.querySelector(".next").focus();
}

function go(step) {
  if (step >= steps.length) return end();
  const held = box.contains(document.activeElement);
  now = step;
  localStorage.tour = now;
  const { title, text } = steps[now];
  const more = now + 1 < steps.length;
  const button = (label, kind, onclick) => el("button.button", { class: kind, onclick }, label);
  fill(
    box,
    el("small", `Step ${now + 1} of ${steps.length}`),
    el("h2", title),
    el("p", text),
    el(
      "div.callout-tools",
      more && button("Skip the tour", "secondary", end),
      now && button("Back", "secondary", () => go(now - 1)),
      button(more ? "Next" : "Done", "primary next", () => go(now + 1)),
    ),
  );
  if (held) box.querySelector(".next").focus();
  settle();
}

function end() {
  const held = box.contains(document.activeElement);
  localStorage.tour = "done";
  box.hidden = true;
  settle();
  if (held) start.focus();
}

/** Beside what it is about, which is marked; at the right of what is wide, for the talk is at its left. */
function settle() {
  const target = box.hidden ? null : steps[now].at();
  if (marked !== target) marked?.classList.remove("toured");
  marked = target;
  if (box.hidden) return;
  target?.classList.add("toured");
  const { right } = foot.getBoundingClientRect();
  const at = target?.getBoundingClientRect() ?? { left: 0, right, top: innerHeight - 90, bottom: innerHeight, width: right };
  place(box, at);
  box.style.minWidth = "";
  const most = right - box.offsetWidth - EDGE;
  box.style.left = `${Math.max(4, Math.min(at.width > 2 * box.offsetWidth ? most : at.left, most))}px`;
}
