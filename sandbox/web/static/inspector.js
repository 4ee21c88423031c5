// A message as it came over the wire, and the bot's requests that made it so.

import { attempt, get } from "/api.js";
import { el, fill, iconButton } from "/dom.js";

export const inspector = el("section", { hidden: true });

/** Shows the message as it is now; `left` when it is closed. */
export function inspected(message, left) {
  const gone = () => {
    inspector.hidden = true;
    left();
  };
  const head = el("div.inspected", el("h3", "Message ", message.id), iconButton("close", "Close the message", gone, { small: true }));
  const requests = el("div");
  fill(inspector, head, json(message, "JSON"), requests);
  inspector.hidden = false;
  inspector.scrollIntoView({ block: "nearest" });
  return attempt(async () => {
    const sent = (await get("/wire", { message: message.id })).requests;
    if (sent.length) fill(requests, el("h3", "What the bot sent for it"), sent.map(request));
  });
}

function request({ method, route, status, payload, files }) {
  const title = el("summary", el("b", method), ` ${route} `, el("span", { class: status < 400 ? "" : "bad" }, status ?? "no answer"));
  const body = files.length ? { payload_json: payload, files } : payload;
  const show = ({ target }) => target.open && target.children.length < 2 && target.append(json(body, "Body"));
  return el("details", { ontoggle: show }, title);
}

function json(value, label) {
  return el("pre", { tabIndex: 0, role: "region", ariaLabel: label }, el("code", JSON.stringify(value, null, 2)));
}
