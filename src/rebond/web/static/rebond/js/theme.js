// The colours chosen on this screen. Loaded in <head> without defer: the choice is set before the first paint.
(() => {
  "use strict";
  const root = document.documentElement;

  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  show(localStorage.getItem("theme"));

  const mark = (buttons) => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.themeValue === (root.dataset.theme ?? "")));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const choice = document.querySelector("[data-theme-choice]");
    if (!choice) return;
    const buttons = choice.querySelectorAll("button");
    choice.hidden = false;
    mark(buttons);
    choice.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      localStorage.setItem("theme", button.dataset.themeValue);
      show(button.dataset.themeValue);
      mark(buttons);
    });
  });
})();
