// What a message is made of besides its text: rows of buttons and menus, and the layout of the second version.

import { interact } from "/api.js";
import { el, icon } from "/dom.js";
import { render } from "/markdown.js";
import { file, gallery, hide, ofItem } from "/media.js";
import { choices, nameMenu, openChoices, shownChoice } from "/selects.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };
const KINDS = {
  1: row,
  2: button,
  3: menu,
  5: menu,
  6: menu,
  7: menu,
  8: menu,
  9: section,
  10: text,
  11: thumbnail,
  12: items,
  13: attached,
  14: separator,
  17: container,
};

/** `on` is what is done with them: {message, failed(error)}. */
export function components(list, on) {
  return (list ?? []).map((data) => KINDS[data.type]?.(data, on)).filter(Boolean);
}

function row(data, on) {
  return el("div", { class: "row" }, components(data.components, on));
}

/** While Discord waits for the bot, the control is busy; when nothing comes, the message says so. */
async function use(node, on, path, body) {
  if (node.ariaBusy === "true") return;
  node.ariaBusy = "true";
  on.failed(null);
  try {
    await interact(path, { message: on.message.id, ...body });
  } catch (error) {
    on.failed(error);
  } finally {
    node.ariaBusy = "false";
  }
}

export function emoji(data) {
  return data ? el("span", { class: "emoji" }, data.id ? `:${data.name}:` : data.name) : null;
}

function button(data, on) {
  const style = STYLES[data.style] ?? "secondary";
  const words = [emoji(data.emoji), data.label ? el("span", {}, data.label) : null];
  if (data.url) {
    const link = { class: "button link", href: data.url, target: "_blank", rel: "noreferrer" };
    return el("a", data.disabled ? { ...link, href: null, "aria-disabled": "true" } : link, words, icon("link"));
  }
  return el(
    "button",
    {
      type: "button",
      class: `button ${style}`,
      disabled: Boolean(data.disabled),
      data: { key: data.custom_id ?? "" },
      "aria-label": data.label ? null : data.emoji?.name,
      onclick: ({ currentTarget }) => use(currentTarget, on, "/click", { custom_id: data.custom_id }),
    },
    words,
  );
}

function menu(data, on) {
  const shown = el("span", { class: "chosen" }, shownChoice(data));
  const node = el(
    "button",
    {
      type: "button",
      class: "select",
      disabled: Boolean(data.disabled),
      data: { key: data.custom_id },
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
    },
    shown,
    icon("down"),
  );
  nameMenu(node, data);
  node.addEventListener("click", () => {
    const names = new Map(choices(data).map((entry) => [entry.value, entry.label]));
    openChoices(node, data, (values) => {
      shown.textContent = values.map((value) => names.get(value)).join(", ") || data.placeholder || "";
      nameMenu(node, data);
      const sent = data.type === 3 ? values : values.map((value) => JSON.parse(value));
      use(node, on, "/choose", { custom_id: data.custom_id, values: sent });
    });
  });
  return node;
}

function section(data, on) {
  const accessory = components([data.accessory], on);
  return el("div", { class: "section" }, el("div", { class: "section-words" }, components(data.components, on)), accessory);
}

function text(data) {
  return el("div", { class: "text" }, render(data.content));
}

function thumbnail(data) {
  const node = gallery([ofItem(data)]);
  node.className = "thumbnail";
  return node;
}

function items(data) {
  return gallery(data.items.map(ofItem));
}

function attached(data) {
  return file({ url: data.file.url, filename: data.name, size: data.size, spoiler: data.spoiler });
}

function separator(data) {
  return el("hr", { class: `separator ${data.spacing === 2 ? "large" : "small"} ${data.divider === false ? "blank" : ""}` });
}

function container(data, on) {
  const inside = el("div", { class: "inside" }, components(data.components, on));
  const node = el("div", { class: "container" }, inside);
  if (data.accent_color !== null && data.accent_color !== undefined) {
    node.classList.add("accented");
    node.style.borderLeftColor = `#${data.accent_color.toString(16).padStart(6, "0")}`;
  }
  if (data.spoiler) hide(node, inside);
  return node;
}
