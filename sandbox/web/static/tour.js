// The tour for a first visit: callouts beside the page, which stays usable. What is done as told leads on by itself.

import { el, fill, iconButton } from "/dom.js";
import { heard, me, state } from "/state.js";

const REPLY = 19;
const GAP = 4; // pixels,
const EDGE = 20; // and from the right of the room
const newest = (selector) => [...document.querySelectorAll(selector)].at(-1);
const composer = () => newest(".composer");
const control = (name) => newest(`[data-key^="${name}:"]`);
const foot = document.querySelector("#foot"); // as wide as the talk
const last = () => newest(".message");
const pressed = (name) => (deed) => deed.path === "/click" && deed.body.custom_id.startsWith(`${name}:`);
const asked = (deed) => deed.path === "/slash" && deed.body.command === "imagine";

/** [title, text, what it is about, what is heard when something was done, whether that is what was told to do] */
const STEPS = [
  ["Ask for a picture", "Type /imagine into this line, choose it, describe a picture and press Enter.", composer, "acted", asked],
  [
    "Watch it being made",
    "The message tells how far it is, and Cancel gives the credits back. It becomes the result.",
    last,
    "shown",
    ({ message }) => /"again:/.test(JSON.stringify(message?.components)),
  ],
  [
    "Reply to change it",
    "Reply to a result with what shall be different, such as: let it be night.",
    () => newest(".reply-tool") ?? composer(),
    "shown",
    ({ message }) => message?.type === REPLY && message.author.id === me().id,
  ],
  ["Once more", "Again makes another one of the same words and options.", () => control("again") ?? last(), "acted", pressed("again")],
  [
    "What was it made of?",
    "Details shows model, options and price, and the versions before it.",
    () => control("details") ?? last(),
    "acted",
    pressed("details"),
  ],
  [
    "Keep it to yourself",
    "With the option private only you see the result. Its button Share shows it to the channel.",
    composer,
    "acted",
    (deed) => asked(deed) && deed.body.options.private === true,
  ],
  [
    "Behind the scenes",
    "The operator's drawer has the gateway's bill beside the members' purses, and faults to switch on.",
    () => newest("#operate"),
    "operated",
    () => true,
  ],
];

const box = el("section.callout", { hidden: true, ariaLabel: "Tour", ariaLive: "polite", onkeydown: ({ key }) => key === "Escape" && end() });
const start = iconButton("help", "Tour", () => begin(true));
let steps = [];
let now = 0;
let marked = null;

export function offerTour() {
  steps = state.world.operator ? STEPS : STEPS.slice(0, -1);
  document.querySelector(".switches").prepend(start);
  document.querySelector("#bar").after(box);
  for (const kind of new Set(steps.map((step) => step[3]))) {
    heard(kind, (what) => {
      const [, , , on, done] = steps[now];
      if (!box.hidden && on === kind && done(what)) go(now + 1);
      else settle();
    });
  }
  heard("moved", settle);
  addEventListener("resize", settle);
  const watch = new ResizeObserver(settle);
  for (const node of document.querySelectorAll("#foot, #channel, .suggest")) watch.observe(node);
  document.querySelector("#scroller").addEventListener("scroll", settle);
  if (localStorage.tour !== "done") begin(false);
}

/** By hand it begins anew and takes the focus; by itself it goes on where it was, and takes nothing. */
function begin(byHand) {
  now = byHand ? 0 : Math.min(localStorage.tour | 0, steps.length - 1);
  box.hidden = false;
  go(now);
  if (byHand) box.querySelector(".next").focus();
}

function go(step) {
  if (step >= steps.length) return end();
  const held = box.contains(document.activeElement);
  now = step;
  localStorage.tour = now;
  const [title, text] = steps[now];
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

/** Beside what it is about, which is marked, else below or above it; never over what one types or is offered for it. */
function settle() {
  const target = box.hidden ? null : steps[now][2]();
  if (marked !== target) marked?.classList.remove("toured");
  marked = target;
  if (box.hidden) return;
  target?.classList.add("toured");
  const about = target ?? composer();
  const at = about.getBoundingClientRect();
  const shown = (about.closest(".message")?.querySelector(".gallery") ?? about).getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const most = foot.getBoundingClientRect().right - width - EDGE;
  const lowest = newest(".composer, .suggest:not([hidden])").getBoundingClientRect().top - GAP - height;
  const isWide = at.width > 2 * width;
  const isBeside = about.closest("#channel") && (isWide || Math.max(at.right, shown.right) < most);
  const below = at.bottom + GAP;
  const top = isBeside ? at.bottom - height : below > lowest ? shown.top - GAP - height : below;
  box.style.top = `${Math.max(GAP, Math.min(top, lowest))}px`;
  box.style.left = `${Math.max(GAP, isBeside || isWide ? most : Math.min(at.left, most))}px`;
}
