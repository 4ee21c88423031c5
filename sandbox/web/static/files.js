// Choosing files: by the button, by dropping them, by pasting them.

import { el, fill, icon, iconButton } from "/dom.js";
import { size } from "/media.js";

const kept = new WeakMap();

export function filesOf(node) {
  return kept.get(node) ?? [];
}

/** What opens the browser's own choice, which is not seen itself. */
export function chooser(label, most, add) {
  const onchange = () => {
    add([...input.files]);
    input.value = "";
  };
  const input = el("input", { type: "file", multiple: most > 1, hidden: true, tabIndex: -1, ariaLabel: label, onchange });
  return input;
}

/** A button with the files chosen so far below it. */
export function picker({ id, label, most }) {
  const input = chooser(label, most, (files) => add(files));
  const words = most > 1 ? `Choose up to ${most} files` : "Choose a file";
  const properties = { id, ariaLabel: `${label}: ${words}`, onclick: () => input.click() };
  const button = el("button.picker", properties, icon("file"), words);
  const list = el("ul.picked");
  const node = el("div.file-field", button, input, list);
  const set = (files) => {
    const now = files.slice(0, most);
    kept.set(node, now);
    fill(list, now.map((file) => line(file, () => set(now.filter((one) => one !== file)))));
    node.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const add = (files) => set(most > 1 ? [...filesOf(node), ...files] : files.slice(0, 1));
  catchFiles(node, add);
  return { node, button, add };
}

function line(file, remove) {
  const shut = iconButton("close", `Remove ${file.name}`, remove, { small: true });
  return el("li", el("span.cut", file.name), el("small", size(file.size)), shut);
}

const brings = ({ dataTransfer }) => dataTransfer.types.includes("Files");

/** What is dropped on the node, or pasted into it, unless something inside has taken it. */
export function catchFiles(node, add) {
  const mark = (isOver) => node.classList.toggle("over", isOver);
  const take = (event, files) => {
    if (event.defaultPrevented || !files.length) return;
    event.preventDefault();
    add([...files]);
  };
  node.addEventListener("dragover", (event) => mark(brings(event)));
  node.addEventListener("dragleave", ({ relatedTarget }) => mark(node.contains(relatedTarget)));
  node.addEventListener("drop", (event) => {
    mark(false);
    take(event, event.dataTransfer.files);
  });
  node.addEventListener("paste", (event) => take(event, event.clipboardData.files));
}

// Elsewhere the browser would open them.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => brings(event) && event.preventDefault());
