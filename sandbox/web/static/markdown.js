// Discord's Markdown as DOM nodes.

import { el, icon, link } from "/dom.js";
import { channelName, nameOf, roleName, tell } from "/state.js";
import { timestamp } from "/times.js";

const LINE = /^( *)(#{1,3}|-#|>|[-*]|\d+\.) +(.*)$/;
const TAGS = { "#": "h3", "##": "h4", "###": "h5", "-#": "small", ">": "blockquote" };

/** Blocks: headings, quotes, lists, subtext, fenced code; everything else is a line of text. */
export function render(content) {
  const fragment = document.createDocumentFragment();
  for (const [position, part] of content.split(/```(?:\w*\n)?([\s\S]*?)```\n?/).entries()) {
    if (position % 2) fragment.append(el("pre", el("code", part.replace(/\n$/, ""))));
    else if (part || position === 0) blocks(part.replace(/\n$/, ""), fragment);
  }
  return fragment;
}

function blocks(text, into) {
  const lines = text.split("\n");
  let list = null;
  while (lines.length) {
    const line = lines.shift();
    const [, space, mark = "", rest] = LINE.exec(line) ?? [];
    const isItem = /^(?:[-*]|\d+\.)$/.test(mark);
    if (!isItem) list = null;
    if (line.startsWith(">>> ")) {
      into.append(el("blockquote", inline([line.slice(4), ...lines.splice(0)].join("\n"))));
    } else if (isItem) {
      const tag = /\d/.test(mark) ? "ol" : "ul";
      if (list?.localName !== tag) into.append((list = el(tag, tag === "ol" ? { start: parseInt(mark, 10) } : {})));
      list.append(el("li", { class: space.length > 1 ? "nested" : "" }, inline(rest)));
    } else if (mark && !space) {
      const last = into.lastElementChild;
      if (mark === ">" && last?.localName === "blockquote") last.append(el("br"), ...inline(rest));
      else into.append(el(TAGS[mark], inline(rest)));
    } else into.append(el("div.line", line ? inline(line) : el("br")));
  }
}

const PLACE = String.raw`https:\/\/(?:\w+\.)?discord(?:app)?\.com\/channels\/(?:\d+|@me)\/(\d+)(?:\/(\d+))?`;
const WITHIN = new RegExp(`^${PLACE}$`);
const RULES = [
  [/\n/y, () => el("br")],
  [/\\([^\p{L}\p{N}\s])/uy, ([, escaped]) => escaped],
  [/``(.+?)``|`([^`]+)`/y, ([, two, one]) => el("code", (two ?? one).trim() || (two ?? one))],
  [/\*\*(?=\S)((?:\\.|[^\\])+?)\*\*(?!\*)/y, within("strong")],
  [/__((?:\\.|[^\\])+?)__(?!_)/y, within("u")],
  [/\*(?=\S)((?:\\.|\*\*|[^\\*])+?)\*(?!\*)/y, within("em")],
  [/_((?:\\.|[^\\_])+?)_(?!\w)/y, within("em")],
  [/~~((?:\\.|[^\\])+?)~~/y, within("s")],
  [/\|\|((?:\\.|[^\\])+?)\|\|/y, ([, text]) => spoiler(inline(text))],
  [new RegExp(`<?${PLACE}>?`, "y"), ([, channel, message]) => place(channel, message)],
  [/\[((?:\\.|[^\]\\])+)\]\((https?:\/\/[^\s)]+)(?: "[^"]*")?\)/y, ([, text, to]) => titled(to, inline(text))],
  [/<(https?:\/\/[^\s>]+)>|(https?:\/\/[^\s<>]*[^\s<>.,:;"')\]])/y, ([, a, b]) => link(a ?? b, a ?? b)],
  [/<@!?(\d+)>/y, ([, id]) => mention(`@${nameOf(id)}`)],
  [/<@&(\d+)>/y, ([, id]) => mention(`@${roleName(id) ?? "role"}`)],
  [/<#(\d+)>/y, ([, id]) => mention(`#${channelName(id) ?? "channel"}`)],
  [/<\/([^:>]+):\d+>/y, ([, name]) => mention(`/${name}`)],
  [/<t:(-?\d+)(?::([tTdDfFRsS]))?>/y, ([, seconds, style]) => timestamp(seconds, style)],
  [/<a?(:\w+:)\d+>/y, ([, name]) => name],
  [/@(everyone|here)\b/y, ([whole]) => mention(whole)],
];

function within(tag) {
  return ([, text]) => el(tag, inline(text));
}

/** What stands in a line: an array of nodes and strings. */
export function inline(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const found = ruleAt(text, at);
    if (found) {
      nodes.push(plain, found.node);
      plain = "";
      at = found.end;
    } else plain += text[at++];
  }
  return [...nodes, plain].filter(Boolean);
}

function ruleAt(text, at) {
  if (/[\p{L}\p{N} ]/u.test(text[at]) && text[at] !== "h") return null;
  if (text[at] === "_" && /\w/.test(text[at - 1] ?? "")) return null;
  for (const [pattern, made] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { end: at + match[0].length, node: made(match) }; // `inline` inside moves lastIndex
  }
  return null;
}

function mention(name) {
  return el("span.mention", name);
}

function go(channel, message) {
  return () => tell("go", { channel, message });
}

/** A way to a channel, or to a message in it, as the client itself has it. */
function place(channel, message) {
  const label = message ? `Message in ${channelName(channel)}` : null;
  const words = [icon("hash"), channelName(channel) ?? "unknown", message && [" › ", icon("bubble")]];
  return el("button.mention.place-link", { onclick: go(channel, message), ariaLabel: label }, words);
}

function titled(to, text) {
  const [, channel, message] = WITHIN.exec(to) ?? [];
  return channel ? el("button.plain", { onclick: go(channel, message) }, text) : link(to, text);
}

function spoiler(text) {
  const show = () => node.replaceWith(el("span.spoiler", el("span.inside", text)));
  const press = ({ key }) => (key === "Enter" || key === " ") && show();
  const properties = { role: "button", tabIndex: 0, ariaLabel: "Spoiler: show it", onclick: show, onkeydown: press };
  const node = el("span.spoiler.hidden", properties, el("span.inside", { inert: true }, text));
  return node;
}

/** The same without its marks, for one line of preview. */
export function flat(content) {
  return [...render(content).childNodes].map((node) => node.textContent).join(" ").replace(/\s+/g, " ").trim();
}
