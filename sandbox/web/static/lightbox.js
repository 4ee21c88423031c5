// One picture, as large as the window allows, with its description.

import { el, iconButton, link } from "/dom.js";

export function look({ url, alt }) {
  const box = el(
    "dialog.lightbox",
    { ariaLabel: "Picture", onclick: ({ target }) => target === box && box.close(), onclose: () => box.remove() },
    iconButton("close", "Close", () => box.close()),
    el("img", { src: url, alt }),
    el("p", alt),
    link(url, "Open in browser"),
  );
  document.body.append(box);
  box.showModal();
}
