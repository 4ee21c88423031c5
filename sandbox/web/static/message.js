// One message. It is made of parts, and a change renders only those parts anew whose data has changed: what plays goes
// on playing, what is loaded stays, and whoever stands on a button goes on standing there.

import { avatar, dots, el, fill, icon, iconButton } from "/dom.js";
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

/** Name of a part -> [what of the message it depends on, what it shows]. The first is above the face. */
const PARTS = {
  above: [(m) => [m.interaction_metadata, m.interaction, m.referenced_message, m.type], above],
  head: [(m) => [m.author.id, m.timestamp], head],
  text: [(m) => [m.content, m.flags, m.edited_timestamp], words],
  media: [pictures, (m) => attachments(pictures(m))],
  embeds: [(m) => m.embeds, (m) => m.embeds.map(embed)],
  controls: [(m) => m.components, (m, on) => components(m.components, on)],
  reactions: [(m) => m.reactions ?? [], reactions],
  note: [(m) => m.flags & EPHEMERAL, note],
};

export function messageNode(message) {
  const now = () => shown.get(node).message;
  const more = (event) => openMenu(event, now());
  const parts = Object.keys(PARTS).map((name) => el("div", { class: name }));
  const tools = el(
    "div.tools",
    iconButton("reply", "Reply", () => tell("reply", now()), { class: "reply-tool" }),
    iconButton("more", "More", more, { ariaHasPopup: "menu" }),
  );
  const properties = { id: `m${message.id}`, "aria-labelledby": `h${message.id}`, tabIndex: -1, oncontextmenu: more };
  const node = el("article.message", properties, parts[0], avatar(user(message.author.id)), el("div.body", parts.slice(1)), tools);
  shown.set(node, { message, parts, keys: [] });
  update(node, message);
  return node;
}

/** Shows what has changed since. */
export function update(node, message) {
  const kept = shown.get(node);
  kept.message = message;
  const on = { message, failed: (error) => fail(node, error) };
  for (const [at, [data, made]] of Object.values(PARTS).entries()) {
    const key = JSON.stringify(data(message));
    if (kept.keys[at] === key) continue;
    kept.keys[at] = key;
    const held = kept.parts[at].contains(document.activeElement);
    fill(kept.parts[at], made(message, on));
    if (held && !node.contains(document.activeElement)) node.focus({ preventScroll: true });
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
  const command = el("span.command", message.type === CONTEXT ? [icon("apps"), name] : `/${name}`);
  return el("div.used", avatar(user(by)), el("span", el("b", nameOf(by)), " used ", command));
}

function pictures(message) {
  return message.flags & V2 ? [] : message.attachments;
}

function preview(message) {
  if (!message) return el("div.used", el("i", "Original message was deleted"));
  const text = flat(message.content) || (message.attachments.length ? "Click to see attachment" : "Click to see message");
  const { id } = message.author;
  return el("button.used.jump", { onclick: () => tell("jump", message.id) }, avatar(user(id)), el("b", nameOf(id)), el("span.cut", text));
}

function head(message) {
  const name = el("h2", { id: `h${message.id}` }, nameOf(message.author.id));
  return [name, message.author.bot && el("span.tag", "APP"), el("time", { dateTime: message.timestamp }, clock(message.timestamp))];
}

function words(message) {
  if (message.flags & LOADING) return el("div.thinking", dots(), `${nameOf(message.author.id)} is thinking...`);
  if (!message.content) return null;
  const node = el("div.content", render(message.content));
  if (message.edited_timestamp) {
    const mark = el("span.edited", { title: new Date(message.edited_timestamp).toLocaleString() }, "(edited)");
    const last = node.lastElementChild;
    (last?.matches(".line, small") ? last : node).append(" ", mark);
  }
  return node;
}

function reactions(message) {
  return (message.reactions ?? []).map((one) => el("span.reaction", one.emoji.name, " ", one.count));
}

function note(message) {
  if (!(message.flags & EPHEMERAL)) return null;
  const link = el("button.plain", { onclick: () => tell("dismiss", message.id) }, "Dismiss message");
  return el("div.private", icon("eye"), el("span", "Only you can see this • "), link);
}

function fail(node, error) {
  node.querySelector(".failed")?.remove();
  if (!error) return;
  const text = error.message.startsWith("The application") ? "This interaction failed" : error.message;
  node.querySelector(".controls").append(el("div.failed", { role: "alert" }, text));
}
