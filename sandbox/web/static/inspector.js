// A message as it came over the wire, and the bot's requests that made it so.

import { get } from "/api.js";
import { el, icon } from "/dom.js";
import { tell } from "/state.js";

export const inspector = el("section", { hidden: true });

/** Shows the message as it is now; `left` when it is closed. */
export async function inspected(message, left) {
  const gone = () => {
    inspector.hidden = true;
    left();
  };
  const close = el("button", { type: "button", class: "ghost small", "aria-label": "Close the message", onclick: gone }, icon("close"));
  const requests = el("div");
  inspector.replaceChildren(el("div", { class: "inspected" }, el("h3", {}, "Message ", message.id), close), json(message, "JSON"), requests);
  inspector.hidden = false;
  inspector.scrollIntoView({ block: "nearest" });
  try {
    const sent = (await get("/wire", { message: message.id })).requests;
    if (sent.length) requests.replaceChildren(el("h3", {}, "What the bot sent for it"), ...sent.map(request));
  } catch (error) {
    tell("trouble", error.message);
  }
}

function request({ method, route, status, payload, files }) {
  const title = el("summary", {}, el("b", {}, method), ` ${route} `, el("span", { class: status < 400 ? "" : "bad" }, String(status ?? "no answer")));
  const body = files.length ? { payload_json: payload, files } : payload;
  const node = el("details", {}, title);
  node.addEventListener("toggle", () => node.open && node.children.length < 2 && node.append(json(body, "Body")));
  return node;
}

function json(value, label) {
  return el("pre", { tabIndex: 0, role: "region", "aria-label": label }, el("code", {}, JSON.stringify(value, null, 2)));
}
