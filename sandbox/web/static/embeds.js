// Embeds.

import { colour, el, link } from "/dom.js";
import { inline, render } from "/markdown.js";
import { picture } from "/media.js";
import { clock } from "/times.js";

export function embed({ color, author, title, url, description, fields, thumbnail, image, footer, timestamp }) {
  const foot = [footer?.text, timestamp && clock(timestamp)].filter(Boolean).join(" • ");
  const words = el(
    "div",
    author && el("div.embed-author", small(author.icon_url), titled(author.name, author.url)),
    title && el("div.embed-title", titled(title, url)),
    description && el("div.embed-text", render(description)),
    fields?.length && el("dl.embed-fields", fields.map(field)),
  );
  const node = el(
    "div.embed",
    words,
    thumbnail && shown(thumbnail, "embed-thumbnail"),
    image && shown(image, "embed-image"),
    foot && el("div.embed-foot", small(footer?.icon_url), foot),
  );
  if (color) node.style.borderColor = colour(color);
  return node;
}

function titled(text, url) {
  return /^https?:/.test(url) ? link(url, inline(text)) : el("span", inline(text));
}

function field({ name, value, inline: beside }) {
  return el("div", { class: beside ? "beside" : "" }, el("dt", inline(name)), el("dd", render(value)));
}

function small(url) {
  return url && el("img.embed-icon", { src: url, alt: "" });
}

function shown(media, name) {
  const node = picture({ ...media, alt: "", filename: "the picture" });
  node.firstChild.alt = ""; // the embed says what it shows
  node.classList.add(name);
  return node;
}
