// The fields of a form. Each has a node, an id, `value()` to send, and `check()`, which marks it where it is wrong.

import { uploads } from "/api.js";
import { el, words } from "/dom.js";
import { filesOf, picker } from "/files.js";
import { menu } from "/selects.js";

const MOST = 4000;
const [RADIO, BOX] = [21, 23];
const MAKERS = { 4: textInput, 3: select, 5: select, 6: select, 7: select, 8: select, 19: fileUpload, [RADIO]: options, 22: options, [BOX]: checkbox };
let count = 0;

export function fieldOf(data, label, description) {
  const id = `field${++count}`;
  const needed = data.required !== false && data.type !== BOX;
  const made = MAKERS[data.type](data, { id, label, needed });
  const { node: inside, control = inside, value, problem, grouped, inline } = made;
  const error = el("p.field-error", { id: `${id}-error`, ariaLive: "polite" });
  (grouped ? inside : control).setAttribute("aria-describedby", `${id}-about ${id}-error`);
  const about = el("p.about", { id: `${id}-about` }, description);
  const named = [label, needed && el("span.needed", { ariaHidden: true }, " *")];
  const head = grouped ? el("legend", named) : el("label", { htmlFor: id }, named);
  const parts = inline ? [el("div.inline", inside, head), about, error] : [head, about, inside, error];
  const node = el(grouped ? "fieldset.field" : "div.field", { oninput: () => node.classList.contains("wrong") && check() }, parts);
  const check = () => {
    error.textContent = problem();
    const wrong = Boolean(error.textContent);
    node.classList.toggle("wrong", wrong);
    control.ariaInvalid = wrong;
    return !wrong;
  };
  return { node, id: data.custom_id, value, check, focus: () => control.focus() };
}

function textInput(data, { id, needed }) {
  const most = data.max_length ?? MOST;
  const common = { id, value: data.value ?? "", placeholder: data.placeholder ?? "", maxLength: most, oninput: () => tell() };
  const left = el("span.left", { ariaHidden: true });
  const tell = () => (left.textContent = data.max_length ? `${input.value.length}/${most}` : "");
  const input = data.style === 2 ? el("textarea", { ...common, rows: 4 }) : el("input", { ...common, autocomplete: "off" });
  tell();
  const problem = () => {
    const { length } = input.value;
    if (!length) return needed ? "This field is required." : null;
    if (length < data.min_length) return `Must be at least ${data.min_length} characters.`;
    return length > most ? `Must be at most ${most} characters.` : null;
  };
  return { node: el("div.typed", input, left), control: input, value: () => input.value, problem };
}

/** What is wrong with so many that were chosen. */
function counted(data, needed, number, most = data.max_values ?? 1) {
  if (!number) return needed ? "This field is required." : null;
  if (number < data.min_values) return `Choose at least ${data.min_values}.`;
  return number > most ? `Choose at most ${most}.` : null;
}

function select(data, { id, label, needed }) {
  const done = () => node.dispatchEvent(new Event("input", { bubbles: true }));
  const { node, values } = menu(data, { id, label, least: 0, done });
  return { node, value: values, problem: () => counted(data, needed, values().length) };
}

function fileUpload(data, { id, label, needed }) {
  const { node, button } = picker({ id, label, most: data.max_values ?? 1 });
  return { node, control: button, value: () => uploads(filesOf(node)), problem: () => counted(data, needed, filesOf(node).length) };
}

function options(data, { id, needed }) {
  const type = data.type === RADIO ? "radio" : "checkbox";
  const one = (option, position) => {
    const input = el("input", { type, name: id, value: option.value, checked: option.default, id: position ? `${id}-${position}` : id });
    return el("label.option-line", input, words(option.label, option.description));
  };
  const node = el("div.option-lines", data.options.map(one));
  const value = () => [...node.querySelectorAll(":checked")].map((input) => input.value);
  const most = data.max_values ?? (type === "radio" ? 1 : data.options.length);
  return { node, control: node.querySelector("input"), grouped: true, value, problem: () => counted(data, needed, value().length, most) };
}

function checkbox(data, { id }) {
  const input = el("input", { id, type: "checkbox", checked: data.default });
  return { node: input, inline: true, value: () => input.checked, problem: () => null };
}
