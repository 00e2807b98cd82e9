// The driver's page. A signature goes to this telephone first, then to the server as soon as it answers.
import { outbox } from "./outbox.js";

const road = document.querySelector("[data-road]");
const words = road.dataset;
const forms = [...road.querySelectorAll("form[data-stop]")];
const cardOf = (form) => form.closest("[data-stop-card]");
const formOf = (key) => forms.find((one) => one.dataset.stop === key);

function show(form, text) {
  cardOf(form).querySelector("[data-stop-state]").textContent = text;
  cardOf(form).querySelector("details").open = false;
}

const box = outbox({
  root: road,
  state: document.querySelector("#road-state"),
  prefix: `road:${words.user}:`,
  taken: (answer) => answer.redirected && new URL(answer.url).pathname.startsWith(words.donations),
  show(key, led, _kept, isSignIn) {
    const form = formOf(key);
    if (!form) return;
    show(form, led === "sent" ? words.sent : led);
    if (led !== "sent" && !isSignIn) cardOf(form).querySelector("[data-forget]").hidden = false;
  },
});

for (const form of forms) {
  const key = form.dataset.stop;
  form.addEventListener("submit", (event) => {
    const at = new Date();
    const fields = { ...Object.fromEntries(new FormData(form)), signed_at: at.toISOString() };
    try {
      box.keep(key, form.action, fields);
    } catch {
      return; // no room on this telephone: sent at once, as without this script
    }
    event.preventDefault();
    show(form, `${words.signed} ${fields.giver}, ${at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })}`);
    box.sendAll();
  });
  cardOf(form).querySelector("[data-forget]").addEventListener("click", (event) => {
    box.forget(key);
    event.target.hidden = true;
    show(form, "");
  });
  const kept = box.kept(key);
  if (kept) show(form, `${words.signed} ${kept.fields.giver}`);
}
await box.begin();
