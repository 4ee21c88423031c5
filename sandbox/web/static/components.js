// What a message is made of besides its text: rows of buttons and menus, and the layout of the second version.

import { interact } from "/api.js";
import { colour, el, icon, link } from "/dom.js";
import { render } from "/markdown.js";
import { file, gallery, hide, ofItem } from "/media.js";
import { menu } from "/selects.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };
const KINDS = { 1: row, 2: button, 3: select, 5: select, 6: select, 7: select, 8: select, 9: section, 10: text, 11: thumbnail, 12: items, 13: attached, 14: separator, 17: container };

/** `on` is what is done with them: {message, failed(error)}. */
export function components(list, on) {
  return (list ?? []).map((data) => KINDS[data.type]?.(data, on));
}

function row(data, on) {
  return el("div.row", components(data.components, on));
}

/** While Discord waits for the bot, the control is busy; when nothing comes, the message says so. */
async function use(node, on, path, body) {
  if (node.ariaBusy === "true") return;
  node.ariaBusy = true;
  on.failed(null);
  try {
    await interact(path, { message: on.message.id, ...body });
  } catch (error) {
    on.failed(error);
  } finally {
    node.ariaBusy = false;
  }
}

function button(data, on) {
  const words = [data.emoji && el("span.emoji", data.emoji.id ? `:${data.emoji.name}:` : data.emoji.name), data.label && el("span", data.label)];
  if (data.url) {
    const node = link(data.disabled ? null : data.url, words, icon("link"));
    node.className = "button link";
    if (data.disabled) node.ariaDisabled = true;
    return node;
  }
  const properties = {
    class: STYLES[data.style] ?? "secondary",
    disabled: data.disabled,
    data: { key: data.custom_id ?? "" },
    ariaLabel: data.label ? null : data.emoji?.name,
    onclick: ({ currentTarget }) => use(currentTarget, on, "/click", { custom_id: data.custom_id }),
  };
  return el("button.button", properties, words);
}

function select(data, on) {
  const done = () => use(node, on, "/choose", { custom_id: data.custom_id, values: values() });
  const { node, values } = menu(data, { disabled: data.disabled, data: { key: data.custom_id }, done });
  return node;
}

function section(data, on) {
  return el("div.section", el("div.section-words", components(data.components, on)), components([data.accessory], on));
}

function text({ content }) {
  return el("div.text", render(content));
}

function thumbnail(data) {
  const node = gallery([ofItem(data)]);
  node.className = "thumbnail";
  return node;
}

function items({ items }) {
  return gallery(items.map(ofItem));
}

function attached({ file: { url }, name: filename, size, spoiler }) {
  return file({ url, filename, size, spoiler });
}

function separator({ spacing, divider }) {
  return el("hr.separator", { class: `${spacing === 2 ? "large" : ""} ${divider === false ? "blank" : ""}` });
}

function container(data, on) {
  const inside = el("div.inside", components(data.components, on));
  const node = el("div.container", inside);
  if (Number.isInteger(data.accent_color)) {
    node.classList.add("accented");
    node.style.borderLeftColor = colour(data.accent_color);
  }
  if (data.spoiler) hide(node, inside);
  return node;
}
