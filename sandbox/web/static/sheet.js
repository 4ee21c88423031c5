// What a button opens at a side of the page. On a narrow window it lies over the channel: Esc, a press beside it and
// another place fold it. Whether it is open is told by the button, from which the style takes it.

import { heard } from "/state.js";

export const narrow = matchMedia("(max-width: 699px)");

/** Tells how to open or fold it; `pressed` hears which of them the button did. */
export function sheet(button, panel, pressed = () => {}) {
  const show = (open) => (button.ariaExpanded = open);
  const isOpen = () => button.ariaExpanded === "true";
  const fold = () => {
    if (!narrow.matches || !isOpen()) return;
    const held = panel.contains(document.activeElement);
    show(false);
    if (held) button.focus();
  };
  button.addEventListener("click", () => {
    show(!isOpen());
    pressed(isOpen());
    if (isOpen() && narrow.matches) panel.querySelector("[aria-current]").focus();
  });
  panel.addEventListener("keydown", ({ key }) => key === "Escape" && fold());
  document.querySelector("#room").addEventListener("pointerdown", ({ target }) => !button.contains(target) && !panel.contains(target) && fold());
  heard("moved", fold);
  return show;
}
