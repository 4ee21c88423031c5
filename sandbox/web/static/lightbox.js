// One picture, as large as the window allows, with its description.

import { el, icon } from "/dom.js";

export function look(one) {
  const shut = el("button", { type: "button", class: "ghost", "aria-label": "Close", onclick: () => box.close() }, icon("close"));
  const whole = el("a", { href: one.url, target: "_blank", rel: "noreferrer" }, "Open in browser");
  const image = el("img", { src: one.url, alt: one.alt });
  const box = el("dialog", { class: "lightbox", "aria-label": "Picture" }, shut, image, el("p", {}, one.alt), whole);
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
