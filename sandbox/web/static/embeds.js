// Embeds.

import { el } from "/dom.js";
import { look } from "/lightbox.js";
import { inline, render } from "/markdown.js";
import { clock } from "/times.js";

export function embed(data) {
  const node = el("div", { class: "embed" });
  if (data.color) node.style.borderColor = `#${data.color.toString(16).padStart(6, "0")}`;
  const words = el("div", { class: "embed-words" });
  if (data.author) words.append(el("div", { class: "embed-author" }, small(data.author.icon_url), titled(data.author.name, data.author.url)));
  if (data.title) words.append(el("div", { class: "embed-title" }, titled(data.title, data.url)));
  if (data.description) words.append(el("div", { class: "embed-text" }, render(data.description)));
  if (data.fields?.length) words.append(el("dl", { class: "embed-fields" }, data.fields.map(field)));
  node.append(words);
  if (data.thumbnail) node.append(picture(data.thumbnail, "embed-thumbnail"));
  if (data.image) node.append(picture(data.image, "embed-image"));
  const foot = [data.footer?.text, data.timestamp ? clock(data.timestamp) : null].filter(Boolean).join(" • ");
  if (foot) node.append(el("div", { class: "embed-foot" }, small(data.footer?.icon_url), foot));
  return node;
}

function titled(text, url) {
  if (!/^https?:/.test(url ?? "")) return el("span", {}, inline(text));
  return el("a", { href: url, target: "_blank", rel: "noreferrer" }, inline(text));
}

function field({ name, value, inline: beside }) {
  return el("div", { class: beside ? "beside" : "" }, el("dt", {}, inline(name)), el("dd", {}, render(value)));
}

function small(url) {
  return url ? el("img", { src: url, alt: "", class: "embed-icon" }) : null;
}

function picture({ url, width, height }, name) {
  const size = width ? { width, height } : {};
  const show = () => look({ url, alt: "" });
  return el("button", { type: "button", class: `picture ${name}`, "aria-label": "Open the picture", onclick: show }, el("img", { src: url, alt: "", ...size }));
}
