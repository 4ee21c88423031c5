// The fields of a form. Each has a node, an id, `value()` to send, and `check()`, which marks it where it is wrong.

import { uploads } from "/api.js";
import { el, icon } from "/dom.js";
import { filesOf, picker } from "/files.js";
import { choices, nameMenu, openChoices, shownChoice } from "/selects.js";

const MOST = 4000;
let count = 0;

const MAKERS = { 4: textInput, 3: select, 5: select, 6: select, 7: select, 8: select, 19: fileUpload, 21: radios, 22: boxes, 23: checkbox };

export function fieldOf(data, label, description) {
  const id = `field${(count += 1)}`;
  const made = MAKERS[data.type](data, { id, described: `${id}-about ${id}-error`, label });
  const needed = data.required !== false && data.type !== 23;
  const error = el("p", { class: "field-error", id: `${id}-error`, "aria-live": "polite" });
  const about = el("p", { class: "about", id: `${id}-about` }, description ?? "");
  const words = [label, needed ? el("span", { class: "needed", "aria-hidden": "true" }, " *") : null];
  const head = made.grouped ? el("legend", {}, words) : el("label", { htmlFor: id }, words);
  const parts = made.inline ? [el("div", { class: "inline" }, made.node, head), about, error] : [head, about, made.node, error];
  const node = el(made.grouped ? "fieldset" : "div", { class: "field" }, parts);
  const check = () => {
    error.textContent = made.problem(needed) ?? "";
    node.classList.toggle("wrong", Boolean(error.textContent));
    (made.control ?? made.node).ariaInvalid = String(Boolean(error.textContent));
    return !error.textContent;
  };
  node.addEventListener("input", () => node.classList.contains("wrong") && check());
  return { node, id: data.custom_id, value: made.value, check, focus: () => (made.control ?? made.node).focus() };
}

function textInput(data, { id, described }) {
  const most = data.max_length ?? MOST;
  const common = { id, value: data.value ?? "", placeholder: data.placeholder ?? "", "aria-describedby": described, maxLength: most };
  const input = data.style === 2 ? el("textarea", { ...common, rows: 4 }) : el("input", { ...common, type: "text", autocomplete: "off" });
  const left = el("span", { class: "left", "aria-hidden": "true" });
  const count_ = () => (left.textContent = data.max_length ? `${input.value.length}/${most}` : "");
  input.addEventListener("input", count_);
  count_();
  return {
    node: el("div", { class: "typed" }, input, left),
    control: input,
    value: () => input.value,
    problem: (needed) => {
      const least = data.min_length ?? (needed ? 1 : 0);
      if (needed && !input.value) return "This field is required.";
      if (input.value && input.value.length < least) return `Must be at least ${least} characters.`;
      return input.value.length > most ? `Must be at most ${most} characters.` : null;
    },
  };
}

function counted(data, needed, number, most) {
  const least = data.min_values ?? (needed ? 1 : 0);
  if (!needed && number === 0) return null;
  if (needed && number === 0) return "This field is required.";
  if (number < least) return `Choose at least ${least}.`;
  return number > most ? `Choose at most ${most}.` : null;
}

function select(data, { id, described, label }) {
  const names = new Map(choices(data).map((entry) => [entry.value, entry.label]));
  let chosen = data.type === 3 ? data.options.filter((option) => option.default).map((option) => option.value) : [];
  const shown = el("span", { class: "chosen" }, shownChoice(data));
  const opens = { "aria-haspopup": "listbox", "aria-expanded": "false", "aria-describedby": described };
  const button = el("button", { id, type: "button", class: "select", ...opens }, shown, icon("down"));
  nameMenu(button, data, label);
  button.addEventListener("click", () => {
    const pick = (values) => {
      chosen = values;
      shown.textContent = values.map((value) => names.get(value)).join(", ") || data.placeholder || "Choose";
      nameMenu(button, data, label);
      button.dispatchEvent(new Event("input", { bubbles: true }));
    };
    openChoices(button, { ...data, min_values: 0 }, pick, chosen);
  });
  return {
    node: button,
    value: () => (data.type === 3 ? chosen : chosen.map((value) => JSON.parse(value))),
    problem: (needed) => counted(data, needed, chosen.length, data.max_values ?? 1),
  };
}

function fileUpload(data, { id, described, label }) {
  const most = data.max_values ?? 1;
  const files = picker({ id, described, label, most });
  return {
    node: files.node,
    control: files.button,
    value: () => uploads(filesOf(files.node)),
    problem: (needed) => counted(data, needed, filesOf(files.node).length, most),
  };
}

function options(data, type, { id, described }) {
  const one = (option, position) => {
    const input = el("input", { type, name: id, value: option.value, checked: Boolean(option.default), id: position ? `${id}-${position}` : id });
    const words = el("span", {}, option.label, option.description ? el("small", {}, option.description) : null);
    return el("label", { class: "option-line" }, input, words);
  };
  const node = el("div", { class: "option-lines", "aria-describedby": described }, data.options.map(one));
  const chosen = () => [...node.querySelectorAll(":checked")].map((input) => input.value);
  const control = node.querySelector("input");
  const problem = (needed) => counted(data, needed, chosen().length, data.max_values ?? (type === "radio" ? 1 : data.options.length));
  return { node, control, grouped: true, value: chosen, problem };
}

function radios(data, on) {
  return options(data, "radio", on);
}

function boxes(data, on) {
  return options(data, "checkbox", on);
}

function checkbox(data, { id, described }) {
  const input = el("input", { id, type: "checkbox", checked: Boolean(data.default), "aria-describedby": described });
  return { node: input, inline: true, value: () => input.checked, problem: () => null };
}
