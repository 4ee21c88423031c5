// Pictures, videos and files, in the grid a chat client puts them in. Their room is kept before they have arrived.

import { el, icon } from "/dom.js";
import { look } from "/lightbox.js";

const WIDEST = 550;
const TALLEST = 350;
const VIDEO = { width: 16, height: 9 };

/** From an attachment to what is shown of it. */
function ofAttachment(attachment) {
  return {
    ...attachment,
    type: attachment.content_type ?? "",
    alt: attachment.description ?? "",
    spoiler: attachment.filename.startsWith("SPOILER_") || Boolean((attachment.flags ?? 0) & 8),
  };
}

/** From a gallery's item, whose kind is known by its attachment or its address. */
export function ofItem(item) {
  const { media } = item;
  const name = decodeURIComponent(new URL(media.url, location.href).pathname.split("/").pop());
  const guessed = /\.(mp4|webm|mov)$/i.test(name) ? "video/mp4" : "image/png";
  const { url, width, height } = media;
  const type = media.content_type ?? guessed;
  const spoiler = Boolean(item.spoiler) || name.startsWith("SPOILER_");
  return { url, width, height, type, filename: name, alt: item.description ?? "", spoiler };
}

export function attachments(list) {
  const shown = list.map(ofAttachment);
  const seen = shown.filter((one) => /^(image|video)\//.test(one.type));
  const rest = shown.filter((one) => !seen.includes(one));
  return [seen.length ? gallery(seen) : null, ...rest.map(file)].filter(Boolean);
}

export function gallery(list) {
  const single = list.length === 1;
  const node = el("div", { class: `gallery of-${list.length}`, role: "group", "aria-label": single ? "1 attachment" : `${list.length} attachments` });
  node.append(...list.map((one) => covered(one, one.type.startsWith("video/") ? video(one) : picture(one), single)));
  return node;
}

/** How large a single one is shown: as it is, at most so wide and so tall. */
export function fitted({ width, height }) {
  if (!width || !height) return null;
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function covered(one, inside, single) {
  const node = el("div", { class: "tile" }, inside);
  const video = one.type.startsWith("video/");
  const size = single ? fitted(one.width ? one : video ? { width: 1600, height: 900 } : one) : null;
  if (size) {
    node.style.width = `${size.width}px`;
    node.style.aspectRatio = `${size.width} / ${size.height}`;
  } else if (single) node.classList.add("unsized");
  if (one.spoiler) hide(node, inside);
  return node;
}

export function hide(node, inside) {
  inside.inert = true;
  node.classList.add("veiled");
  const show = () => {
    inside.inert = false;
    node.classList.remove("veiled");
    veil.remove();
    inside.focus?.();
  };
  const veil = el("button", { type: "button", class: "veil", onclick: show, "aria-label": "Spoiler: show it" }, "SPOILER");
  node.append(veil);
}

function picture(one) {
  const size = one.width ? { width: one.width, height: one.height } : {};
  const image = el("img", { src: one.url, alt: one.alt || one.filename, ...size, decoding: "async" });
  const words = `Open ${one.alt || one.filename}`;
  return el("button", { type: "button", class: "picture", title: one.alt, "aria-label": words, onclick: () => look(one) }, image);
}

function video(one) {
  const { width, height } = one.width ? one : VIDEO;
  const node = el("video", { src: one.url, controls: true, preload: "metadata", playsInline: true, title: one.alt });
  node.ariaLabel = one.alt || one.filename;
  node.style.aspectRatio = `${width} / ${height}`;
  return node;
}

export function file(one) {
  const name = one.filename ?? one.name;
  const link = el("a", { href: one.url, download: name, target: "_blank", rel: "noreferrer" }, name);
  const node = el("div", { class: "file" }, icon("file"), el("div", {}, link, el("small", {}, size(one.size ?? 0))));
  const box = el("div", { class: "tile whole" }, node);
  if (one.spoiler) hide(box, node);
  return box;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}
