// The scan field: `/` reaches it, a keyboard-wedge scanner reaches it from anywhere outside a text field,
// the arrow keys walk through what was found, Esc closes it. Without this file, Enter still posts the form.
const field = document.querySelector("#scan-field");
const results = document.querySelector("#scan-results");
const menus = document.querySelectorAll("details.menu");
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

const options = () => [...results.querySelectorAll("[role=option]")];
const chosen = () => results.querySelector("[aria-selected=true]");

function open(isOpen) {
  results.hidden = !isOpen;
  field.setAttribute("aria-expanded", String(isOpen));
  if (!isOpen) choose(null);
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  field.removeAttribute("aria-activedescendant");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", option.id);
}

function step(by) {
  const found = options();
  if (!found.length) return;
  const from = found.indexOf(chosen());
  const next = from < 0 && by < 0 ? found.length - 1 : (from + by + found.length) % found.length;
  open(true);
  choose(found[next]);
}

const keys = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Escape: () => open(false),
  Enter: () => chosen().click(),
};

function onFieldKey(event) {
  if (!(event.key in keys) || (event.key === "Enter" && !chosen())) return;
  event.preventDefault();
  keys[event.key]();
}

// A scanner types letters and digits, then Enter: focusing the field on the first one lets it receive them all,
// even when a button had the focus (its Enter would otherwise press that button).
function onPageKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TYPING)) return;
  if (event.key === "/") event.preventDefault();
  else if (!/^[\p{L}\p{N}]$/u.test(event.key)) return;
  field.focus();
  field.select();
}

if (field) {
  field.addEventListener("keydown", onFieldKey);
  document.addEventListener("keydown", onPageKey);
  results.addEventListener("htmx:afterSwap", () => {
    choose(null);
    open(options().length > 0 && field.value.trim() !== "");
  });
  field.addEventListener("focus", () => open(options().length > 0 && field.value.trim() !== ""));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#scan")) open(false);
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of menus) menu.open = false;
  });
}
