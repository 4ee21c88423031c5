// Forms: a dialog with the fields the bot asks for. The dialog keeps the focus inside, Esc shuts it.

import { interact } from "/api.js";
import { avatar, el, iconButton } from "/dom.js";
import { fieldOf } from "/fields.js";
import { render } from "/markdown.js";
import { bot, heard } from "/state.js";

const [ROW, TEXT, LABEL] = [1, 10, 18];

export function awaitForms() {
  heard("form", ({ form, modal }) => open(form, modal));
}

function open(form, modal) {
  const fields = [];
  const id = `form-${form}`;
  const error = el("p.form-error", { role: "alert" });
  const shut = () => box.close();
  const send = el("button.button.primary", { type: "submit" }, "Submit");
  const inside = el(
    "form",
    { method: "dialog", noValidate: true },
    el("header", avatar(bot()), el("h2", { id }, modal.title), iconButton("close", "Close", shut)),
    el("div.fields", modal.components.map((component) => part(component, fields))),
    error,
    el("footer", el("button.button.secondary", { onclick: shut }, "Cancel"), send),
  );
  const box = el("dialog.modal", { "aria-labelledby": id, onclose: () => box.remove() }, inside);
  inside.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.disabled || !valid(fields, error)) return;
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
  document.body.append(box);
  box.showModal();
  fields[0]?.focus();
}

function part(component, fields) {
  if (component.type === TEXT) return el("div.text", render(component.content));
  if (component.type === ROW) return el("div", component.components.map((inner) => labelled(inner, inner.label, "", fields)));
  return component.type === LABEL && labelled(component.component, component.label, component.description, fields);
}

function labelled(data, label, description, fields) {
  const field = fieldOf(data, label, description);
  fields.push(field);
  return field.node;
}

/** Every field that is wrong says so; the first one gets the focus. */
function valid(fields, error) {
  const wrong = fields.filter((field) => !field.check());
  wrong[0]?.focus();
  error.textContent = wrong.length ? "Please fill in what is marked." : "";
  return !wrong.length;
}

async function submit(form, fields) {
  const values = {};
  for (const field of fields) values[field.id] = await field.value();
  await interact("/submit", { form, values });
}
