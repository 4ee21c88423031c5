// Pictures, videos and files, in the grid a chat client puts them in. Their room is kept before they have arrived.

import { el, icon, link } from "/dom.js";
import { look } from "/lightbox.js";

const WIDEST = 550;
const TALLEST = 350;
const VIDEO = { width: 1600, height: 900 };

/** From an attachment to what is shown of it. */
function ofAttachment(attachment) {
  return {
    ...attachment,
    type: attachment.content_type ?? "",
    alt: attachment.description ?? "",
    spoiler: attachment.filename.startsWith("SPOILER_") || (attachment.flags & 8) > 0,
  };
}

/** From a gallery's item, whose kind is known by its attachment or its address. */
export function ofItem({ media, description, spoiler }) {
  const { url, width, height } = media;
  const filename = decodeURIComponent(new URL(url, location.href).pathname.split("/").pop());
  const type = media.content_type ?? (/\.(mp4|webm|mov)$/i.test(filename) ? "video/mp4" : "image/png");
  return { url, width, height, type, filename, alt: description ?? "", spoiler: spoiler || filename.startsWith("SPOILER_") };
}

export function attachments(list) {
  const shown = list.map(ofAttachment);
  const seen = shown.filter((one) => /^(image|video)\//.test(one.type));
  const rest = shown.filter((one) => !seen.includes(one));
  return [seen.length && gallery(seen), ...rest.map(file)];
}

export function gallery(list) {
  const { length } = list;
  const label = length === 1 ? "1 attachment" : `${length} attachments`;
  return el("div.gallery", { class: `of-${length}`, role: "group", ariaLabel: label }, list.map((one) => tile(one, length === 1)));
}

/** How large a single one is shown: as it is, at most so wide and so tall. */
export function fitted({ width, height }) {
  if (!width || !height) return null;
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function tile(one, single) {
  const moves = one.type.startsWith("video/");
  const inside = moves ? video(one) : picture(one);
  const node = el("div.tile", inside);
  const size = single && fitted(moves && !one.width ? VIDEO : one);
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
  const veil = el("button.veil", { onclick: show, ariaLabel: "Spoiler: show it" }, "SPOILER");
  node.append(veil);
}

export function picture(one) {
  const { url, width, height, alt, filename } = one;
  const name = alt || filename;
  const size = width ? { width, height } : {};
  const image = el("img", { src: url, alt: name, ...size, decoding: "async" });
  return el("button.picture", { title: alt, ariaLabel: `Open ${name}`, onclick: () => look(one) }, image);
}

function video(one) {
  const { url, alt, filename } = one;
  const { width, height } = one.width ? one : VIDEO;
  const node = el("video", { src: url, controls: true, preload: "metadata", playsInline: true, title: alt, ariaLabel: alt || filename });
  node.style.aspectRatio = `${width} / ${height}`;
  return node;
}

export function file({ url, filename, size: bytes = 0, spoiler }) {
  const named = link(url, filename);
  named.download = filename;
  const node = el("div.file", icon("file"), el("div", named, el("small", size(bytes))));
  const box = el("div.tile.whole", node);
  if (spoiler) hide(box, node);
  return box;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilo = bytes / 1024;
  return kilo < 1024 ? `${kilo.toFixed(1)} KB` : `${(kilo / 1024).toFixed(2)} MB`;
}
