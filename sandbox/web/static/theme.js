// The theme, before anything is drawn: what was chosen here, else what the system prefers.
"use strict";

(() => {
  const system = matchMedia("(prefers-color-scheme: light)");
  const apply = () => {
    document.documentElement.dataset.theme = localStorage.getItem("theme") ?? (system.matches ? "light" : "dark");
    dispatchEvent(new Event("theme"));
  };
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  apply();
})();
