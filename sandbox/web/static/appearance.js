// The switch between the light and the dark theme.

import { icon } from "/dom.js";

const root = document.documentElement;

export function offerThemes() {
  const button = document.querySelector("#theme");
  button.append(icon("theme"));
  button.addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "light" ? "dark" : "light";
    localStorage.theme = root.dataset.theme;
    show();
  });
  addEventListener("theme", show);
  show();

  function show() {
    button.ariaPressed = root.dataset.theme === "light";
  }
}
