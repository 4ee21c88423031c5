// Forms: a dialog with the fields the bot asks for. The dialog keeps the focus inside, Esc shuts it.

import { interact } from "/api.js";
import { avatar, el, icon } from "/dom.js";
import { fieldOf } from "/fields.js";
import { render } from "/markdown.js";
import { bot, heard } from "/state.js";

const LABEL = 18;
const TEXT = 10;
const ROW = 1;

export function awaitForms() {
  heard("form", ({ form, modal }) => open(form, modal));
}

function open(form, modal) {
  const fields = [];
  const body = el("div", { class: "fields" }, modal.components.map((component) => part(component, fields)));
  const error = el("p", { class: "form-error", role: "alert" });
  const shut = () => box.close();
  const send = el("button", { class: "button primary", type: "submit" }, "Submit");
  const inside = el(
    "form",
    { method: "dialog", noValidate: true },
    el(
      "header",
      {},
      avatar(bot()),
      el("h2", { id: `form-${form}` }, modal.title),
      el("button", { type: "button", class: "ghost", "aria-label": "Close", onclick: shut }, icon("close")),
    ),
    body,
    error,
    el("footer", {}, el("button", { type: "button", class: "button secondary", onclick: shut }, "Cancel"), send),
  );
  const box = el("dialog", { class: "modal", "aria-labelledby": `form-${form}` }, inside);
  inside.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.disabled || !(await valid(fields, error))) return;
    send.disabled = true;
    error.textContent = "";
    try {
      await submit(form, fields);
      shut();
    } catch (problem) {
      const late = problem.message.startsWith("The application");
      error.textContent = late ? "Something went wrong. Try again." : problem.message;
    } finally {
      send.disabled = false;
    }
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  fields[0]?.focus();
}

function part(component, fields) {
  if (component.type === TEXT) return el("div", { class: "text" }, render(component.content));
  if (component.type === ROW) return el("div", {}, component.components.map((inner) => labelled(inner, inner.label, "", fields)));
  if (component.type === LABEL) return labelled(component.component, component.label, component.description, fields);
  return null;
}

function labelled(data, label, description, fields) {
  const field = fieldOf(data, label, description);
  fields.push(field);
  return field.node;
}

/** Every field that is wrong says so; the first one gets the focus. */
async function valid(fields, error) {
  const wrong = fields.filter((field) => !field.check());
  wrong[0]?.focus();
  error.textContent = wrong.length ? "Please fill in what is marked." : "";
  return !wrong.length;
}

async function submit(form, fields) {
  const values = {};
  for (const field of fields) {
    const value = await field.value();
    if (value !== undefined) values[field.id] = value;
  }
  await interact("/submit", { form, values });
}
