// Choosing files: by the button, by dropping them, by pasting them.

import { el, icon } from "/dom.js";
import { size } from "/media.js";

const kept = new WeakMap();

export function filesOf(node) {
  return kept.get(node) ?? [];
}

/** A button with the files chosen so far below it. */
export function picker({ id, described, label, most, changed = () => {} }) {
  const input = el("input", { type: "file", multiple: most > 1, hidden: true, tabIndex: -1, "aria-label": label });
  const words = most > 1 ? `Choose up to ${most} files` : "Choose a file";
  const names = { id, type: "button", class: "picker", "aria-describedby": described, "aria-label": `${label}: ${words}` };
  const button = el("button", { ...names, onclick: () => input.click() }, icon("file"), words);
  const list = el("ul", { class: "picked" });
  const node = el("div", { class: "file-field" }, button, input, list);
  const set = (files) => {
    kept.set(node, files.slice(0, most));
    list.replaceChildren(...filesOf(node).map((file) => line(file, () => set(filesOf(node).filter((one) => one !== file)))));
    node.dispatchEvent(new Event("input", { bubbles: true }));
    changed(filesOf(node));
  };
  const add = (files) => set(most > 1 ? [...filesOf(node), ...files] : [...files].slice(0, 1));
  input.addEventListener("change", () => add([...input.files]));
  catchFiles(node, add);
  return { node, button, add };
}

function line(file, remove) {
  const shut = el("button", { type: "button", class: "ghost", "aria-label": `Remove ${file.name}`, onclick: remove }, icon("close"));
  return el("li", {}, el("span", {}, file.name), el("small", {}, size(file.size)), shut);
}

/** What is dropped on the node, or pasted into it. */
export function catchFiles(node, add) {
  node.addEventListener("dragover", (event) => {
    event.preventDefault();
    node.classList.add("over");
  });
  node.addEventListener("dragleave", () => node.classList.remove("over"));
  node.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    node.classList.remove("over");
    if (event.dataTransfer.files.length) add([...event.dataTransfer.files]);
  });
  node.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    add([...event.clipboardData.files]);
  });
}
