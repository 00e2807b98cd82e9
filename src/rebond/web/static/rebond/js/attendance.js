// The attendance list. What is told goes to this tablet first, then to the server as soon as it answers.
import { outbox } from "./outbox.js";
import { watchPad } from "./sign.js";

const list = document.querySelector("[data-attendance]");
const words = list.dataset;
const forms = [...list.querySelectorAll("form[data-line]")];
const template = document.querySelector("#sign-here");

function show(form, text, kind) {
  const state = form.closest("[data-person]").querySelector("[data-line-state]");
  state.textContent = text;
  state.className = `state ${kind}`;
}

let standing = ""; // what the server kept instead, when something newer had been said

const box = outbox({
  root: list,
  state: document.querySelector("#attendance-state"),
  prefix: `presence:${words.user}:${words.halfDay}:`,
  async taken(answer) {
    if (!answer.ok || answer.redirected) return false;
    const told = await answer.json();
    standing = told.superseded ? told.words : "";
    return true;
  },
  show(key, led, kept) {
    const form = forms.find((one) => one.dataset.line === key);
    if (!form) return;
    if (led === "sent" && standing) show(form, `${standing}, ${words.newer}`, "reserved");
    else if (led === "sent") show(form, `${kept.words}, ${words.sent}`, "ready");
    else show(form, led, "blocked");
  },
});

// Pad, pictures and code are only drawn for the line that is open: thirty would weigh too much.
function open(form) {
  const place = form.querySelector("[data-sign-place]");
  if (!template || place.childElementCount) return;
  place.append(template.content.cloneNode(true));
  const kind = form.elements.signature_kind;
  const value = form.elements.signature;
  const say = (name, text) => {
    kind.value = text ? name : "trainer";
    value.value = text;
  };
  const pictures = [...place.querySelectorAll("[data-picture]")];
  const pin = place.querySelector("[data-pin]");
  const others = (but) => {
    if (but !== "picture") pictures.forEach((one) => one.setAttribute("aria-pressed", "false"));
    if (but !== "pin") pin.value = "";
  };
  const clear = watchPad(place.querySelector(".sign-pad"), (path) => {
    others("drawn");
    say("drawn", path);
  });
  for (const picture of pictures) {
    picture.addEventListener("click", () => {
      clear();
      others("picture");
      pictures.forEach((one) => one.setAttribute("aria-pressed", String(one === picture)));
      say("picture", picture.dataset.picture);
    });
  }
  pin.addEventListener("input", () => {
    clear();
    others("pin");
    say("pin", pin.value.replace(/\D/g, ""));
  });
}

for (const form of forms) {
  const details = form.closest("details");
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    for (const other of forms) if (other !== form) other.closest("details").open = false;
    open(form);
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const fields = { ...Object.fromEntries(new FormData(form)), told_at: new Date().toISOString() };
    if (button?.name) fields[button.name] = button.value;
    const text = button?.dataset.words ?? "";
    try {
      box.keep(form.dataset.line, form.action, fields, text);
    } catch {
      return; // no room on this tablet: sent at once, as without this script
    }
    event.preventDefault();
    details.open = false;
    show(form, `${text}, ${words.here}`, "reserved");
    const next = form.closest("[data-person]").nextElementSibling?.querySelector("summary");
    (next ?? details.querySelector("summary"))?.focus();
    box.sendAll();
  });
  const kept = box.kept(form.dataset.line);
  if (kept) show(form, `${kept.words}, ${words.here}`, "reserved");
}
await box.begin();
