// One message. It is made of parts, and a change renders only those parts anew whose data has changed: what plays goes
// on playing, what is loaded stays, and whoever stands on a button goes on standing there.

import { avatar, dots, el, icon } from "/dom.js";
import { components } from "/components.js";
import { embed } from "/embeds.js";
import { flat, render } from "/markdown.js";
import { attachments } from "/media.js";
import { openMenu } from "/menu.js";
import { me, nameOf, tell, user } from "/state.js";
import { clock } from "/times.js";

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const V2 = 1 << 15;
const REPLY = 19;
const CONTEXT = 23;
const COMMAND = 2;
const shown = new WeakMap();

/** Name of a part -> [what of the message it depends on, what it shows]. */
const PARTS = {
  above: [(m) => [m.interaction_metadata, m.interaction, m.referenced_message, m.type], above],
  head: [(m) => [m.author.id, m.timestamp], head],
  text: [(m) => [m.content, m.flags, m.edited_timestamp], words],
  media: [(m) => (m.flags & V2 ? [] : m.attachments), (m) => (m.flags & V2 ? [] : attachments(m.attachments))],
  embeds: [(m) => m.embeds, (m) => m.embeds.map(embed)],
  controls: [(m) => m.components, (m, on) => components(m.components, on)],
  reactions: [(m) => m.reactions ?? [], reactions],
  note: [(m) => m.flags & EPHEMERAL, note],
};

export function messageNode(message) {
  const node = el("article", { id: `m${message.id}`, class: "message", "aria-labelledby": `h${message.id}`, tabIndex: -1 });
  const body = el("div", { class: "body" });
  for (const name of Object.keys(PARTS)) if (name !== "above") body.append(el("div", { class: name }));
  node.append(el("div", { class: "above" }), avatar(user(message.author.id) ?? { name: "?" }), body, tools(message.id));
  node.addEventListener("contextmenu", (event) => openMenu(event, shown.get(node).message));
  shown.set(node, { message, keys: {} });
  update(node, message);
  return node;
}

export function messageOf(node) {
  return shown.get(node).message;
}

/** Shows what has changed since. */
export function update(node, message) {
  const kept = shown.get(node);
  kept.message = message;
  const on = { message, failed: (error) => fail(node, error) };
  for (const [name, [data, made]] of Object.entries(PARTS)) {
    const key = JSON.stringify(data(message)) ?? "";
    if (kept.keys[name] === key) continue;
    kept.keys[name] = key;
    const place = node.querySelector(`:scope > .${name}, :scope > .body > .${name}`);
    const had = place.contains(document.activeElement) ? document.activeElement : null;
    place.replaceChildren(...[made(message, on)].flat().filter(Boolean));
    if (had?.dataset.key) place.querySelector(`[data-key="${CSS.escape(had.dataset.key)}"]`)?.focus();
    if (had && !place.contains(document.activeElement)) node.focus({ preventScroll: true });
  }
  node.classList.toggle("ephemeral", Boolean(message.flags & EPHEMERAL));
  node.classList.toggle("pinged", message.mentions.some((one) => one.id === me().id));
}

function above(message) {
  const asked = message.interaction_metadata;
  if (message.type === REPLY && message.message_reference) return preview(message.referenced_message);
  if (asked?.type !== COMMAND) return null;
  const by = asked.user.id;
  const name = message.interaction?.name ?? "…";
  const command = el("span", { class: "command" }, message.type === CONTEXT ? icon("apps") : null, message.type === CONTEXT ? name : `/${name}`);
  return el("div", { class: "used" }, avatar(user(by)), el("span", {}, el("b", {}, nameOf(by)), " used ", command));
}

function preview(message) {
  if (!message) return el("div", { class: "used" }, el("i", {}, "Original message was deleted"));
  const text = flat(message.content) || (message.attachments.length ? "Click to see attachment" : "Click to see message");
  const jump = () => tell("jump", message.id);
  return el(
    "button",
    { type: "button", class: "used jump", onclick: jump },
    avatar(user(message.author.id) ?? { name: "?" }),
    el("b", {}, nameOf(message.author.id)),
    el("span", { class: "cut" }, text),
  );
}

function head(message) {
  const name = el("h2", { id: `h${message.id}` }, nameOf(message.author.id));
  const tag = message.author.bot ? el("span", { class: "tag" }, "APP") : null;
  return [name, tag, el("time", { dateTime: message.timestamp }, clock(message.timestamp))].filter(Boolean);
}

function words(message) {
  if (message.flags & LOADING) {
    return el("div", { class: "thinking" }, dots(), `${nameOf(message.author.id)} is thinking...`);
  }
  if (!message.content) return null;
  const node = el("div", { class: "content" }, render(message.content));
  if (message.edited_timestamp) {
    const mark = el("span", { class: "edited", title: new Date(message.edited_timestamp).toLocaleString() }, "(edited)");
    const last = node.lastElementChild;
    (last?.matches(".line, small") ? last : node).append(" ", mark);
  }
  return node;
}

function reactions(message) {
  return (message.reactions ?? []).map((one) => el("span", { class: "reaction" }, one.emoji.name, " ", String(one.count)));
}

function note(message) {
  if (!(message.flags & EPHEMERAL)) return null;
  const dismiss = () => tell("dismiss", message.id);
  const link = el("button", { type: "button", class: "plain", onclick: dismiss }, "Dismiss message");
  return el("div", { class: "private" }, icon("eye"), el("span", {}, "Only you can see this • "), link);
}

function fail(node, error) {
  node.querySelector(".failed")?.remove();
  if (!error) return;
  const text = error.message.startsWith("The application") ? "This interaction failed" : error.message;
  node.querySelector(".controls").append(el("div", { class: "failed", role: "alert" }, text));
}

function tools(id) {
  const find = () => messageOf(document.getElementById(`m${id}`));
  const reply = () => tell("reply", find());
  const more = (event) => openMenu(event, find());
  return el(
    "div",
    { class: "tools" },
    el("button", { type: "button", class: "reply-tool", "aria-label": "Reply", title: "Reply", onclick: reply }, icon("reply")),
    el("button", { type: "button", "aria-label": "More", title: "More", "aria-haspopup": "menu", onclick: more }, icon("more")),
  );
}
