// Discord's Markdown as DOM nodes.

import { el, icon } from "/dom.js";
import { channelName, me, nameOf, roleName, tell } from "/state.js";
import { timestamp } from "/times.js";

const LINE = /^(#{1,3}|-#|>|[-*]|\d+\.) +(.*)$/;
const TAGS = { "#": "h3", "##": "h4", "###": "h5", "-#": "small", ">": "blockquote" };

/** Blocks: headings, quotes, lists, subtext, fenced code; everything else is a line of text. */
export function render(content) {
  const fragment = document.createDocumentFragment();
  for (const [position, part] of content.split(/```(?:\w*\n)?([\s\S]*?)```\n?/).entries()) {
    if (position % 2) fragment.append(el("pre", {}, el("code", {}, part.replace(/\n$/, ""))));
    else if (part || position === 0) blocks(part.replace(/\n$/, ""), fragment);
  }
  return fragment;
}

function blocks(text, into) {
  const lines = text.split("\n");
  let list = null;
  while (lines.length) {
    const line = lines.shift();
    const nested = /^( *)(.*)$/.exec(line);
    const found = LINE.exec(nested[2]);
    const mark = found?.[1] ?? "";
    const isItem = /^(?:[-*]|\d+\.)$/.test(mark);
    if (!isItem) list = null;
    if (line.startsWith(">>> ")) {
      into.append(el("blockquote", {}, inline([line.slice(4), ...lines.splice(0)].join("\n"))));
    } else if (isItem) {
      const tag = mark === "-" || mark === "*" ? "ul" : "ol";
      if (list?.localName !== tag) into.append((list = el(tag, tag === "ol" ? { start: parseInt(mark, 10) } : {})));
      list.append(el("li", { class: nested[1].length > 1 ? "nested" : "" }, inline(found[2])));
    } else if (mark && !nested[1]) {
      const last = into.lastElementChild;
      if (mark === ">" && last?.localName === "blockquote") last.append(el("br"), ...inline(found[2]));
      else into.append(el(TAGS[mark], {}, inline(found[2])));
    } else into.append(el("div", { class: "line" }, line ? inline(line) : el("br")));
  }
}

const RULES = [
  [/\\([^\p{L}\p{N}\s])/uy, ([, escaped]) => escaped],
  [/``(.+?)``|`([^`]+)`/y, ([, two, one]) => el("code", {}, (two ?? one).trim() || (two ?? one))],
  [/\*\*(?=\S)((?:\\.|[^\\])+?)\*\*(?!\*)/y, ([, text]) => el("strong", {}, inline(text))],
  [/__((?:\\.|[^\\])+?)__(?!_)/y, ([, text]) => el("u", {}, inline(text))],
  [/\*(?=\S)((?:\\.|\*\*|[^\\*])+?)\*(?!\*)/y, ([, text]) => el("em", {}, inline(text))],
  [/_((?:\\.|[^\\_])+?)_(?!\w)/y, ([, text]) => el("em", {}, inline(text))],
  [/~~((?:\\.|[^\\])+?)~~/y, ([, text]) => el("s", {}, inline(text))],
  [/\|\|((?:\\.|[^\\])+?)\|\|/y, ([, text]) => spoiler(inline(text))],
  [/<?https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?>?/y, ([, channel, message]) => place(channel, message)],
  [/\[((?:\\.|[^\]\\])+)\]\((https?:\/\/[^\s)]+)(?: "[^"]*")?\)/y, ([, text, to]) => link(to, inline(text))],
  [/<(https?:\/\/[^\s>]+)>|(https?:\/\/[^\s<>]*[^\s<>.,:;"')\]])/y, ([, a, b]) => link(a ?? b, [a ?? b])],
  [/<@!?(\d+)>/y, ([, id]) => mention(`@${nameOf(id)}`, id === me().id)],
  [/<@&(\d+)>/y, ([, id]) => mention(`@${roleName(id) ?? "role"}`)],
  [/<#(\d+)>/y, ([, id]) => mention(`#${channelName(id) ?? "channel"}`)],
  [/<\/([^:>]+):\d+>/y, ([, name]) => mention(`/${name}`)],
  [/<t:(-?\d+)(?::([tTdDfFRsS]))?>/y, ([, seconds, style]) => timestamp(Number(seconds), style)],
  [/<a?(:\w+:)\d+>/y, ([, name]) => name],
  [/@(everyone|here)\b/y, ([whole]) => mention(whole)],
];

/** What stands in a line: an array of nodes and strings. */
export function inline(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const found = ruleAt(text, at);
    if (found) {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(found.node);
      at = found.end;
    } else if (text[at] === "\n") {
      nodes.push(plain, el("br"));
      plain = "";
      at += 1;
    } else plain += text[at++];
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function ruleAt(text, at) {
  if (/[\p{L}\p{N}\s]/u.test(text[at]) && text[at] !== "h") return null;
  if (text[at] === "_" && /\w/.test(text[at - 1] ?? "")) return null;
  for (const [pattern, made] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { end: at + match[0].length, node: made(match) }; // `inline` inside moves lastIndex
  }
  return null;
}

function mention(name, isMe = false) {
  return el("span", { class: isMe ? "mention me" : "mention" }, name);
}

/** A way to a channel, or to a message in it, as the client itself has it. */
function place(channel, message) {
  const go = () => tell("go", { channel, message });
  const words = [icon("hash"), channelName(channel) ?? "unknown", message ? [" › ", icon("bubble")] : []].flat();
  return el("button", { type: "button", class: "mention place-link", onclick: go, "aria-label": message ? `Message in ${channelName(channel)}` : null }, words);
}

function link(to, text) {
  const within = /^https:\/\/discord\.com\/channels\/[^/]+\/(\d+)(?:\/(\d+))?$/.exec(to);
  if (within) {
    const go = () => tell("go", { channel: within[1], message: within[2] });
    return el("button", { type: "button", class: "plain", onclick: go }, text);
  }
  return el("a", { href: to, target: "_blank", rel: "noreferrer" }, text);
}

function spoiler(text) {
  const hidden = el("span", { class: "inside", inert: true }, text);
  const node = el("span", { class: "spoiler hidden", role: "button", tabIndex: 0, "aria-label": "Spoiler: show it" }, hidden);
  const show = () => {
    node.classList.remove("hidden");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
    hidden.inert = false;
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && show());
  return node;
}

/** The same without its marks, for one line of preview. */
export function flat(content) {
  const holder = el("div");
  holder.append(render(content));
  return [...holder.childNodes].map((node) => node.textContent).join(" ").replace(/\s+/g, " ").trim();
}
