// The driver's page. A signature goes to this telephone first, then to the server as soon as it answers.
const CACHE = "road"; // the same name as in road-worker.js
const RETRY_MS = 30_000;
const ANSWER_MS = 20_000;

const road = document.querySelector("[data-road]");
const words = road.dataset;
const state = document.querySelector("#road-state");
const forms = [...road.querySelectorAll("form[data-stop]")];
const prefix = `road:${words.user}:`;
const keyOf = (form) => prefix + form.dataset.stop;
const waiting = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
let isSending = false;

function show(form, text) {
  const stop = form.closest("[data-stop-card]");
  stop.querySelector("[data-stop-state]").textContent = text;
  stop.querySelector("details").open = false;
}

function tell() {
  const count = waiting().length;
  road.querySelector("[data-send]").hidden = count === 0;
  state.textContent = count ? words.waiting.replace("#", count) : words.kept;
}

function keep(form) {
  const at = new Date();
  const fields = { ...Object.fromEntries(new FormData(form)), signed_at: at.toISOString() };
  delete fields.csrfmiddlewaretoken; // the page's own at the time it is sent
  localStorage.setItem(keyOf(form), JSON.stringify({ action: form.action, fields }));
  show(form, `${words.signed} ${fields.giver}, ${at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" })}`);
}

// "sent", "sign-in", or what refused it. Throws when nobody answers.
async function send({ action, fields }) {
  const csrfmiddlewaretoken = road.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(action, {
    method: "POST",
    body: new URLSearchParams({ ...fields, csrfmiddlewaretoken }),
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (answer.redirected && new URL(answer.url).pathname.startsWith(words.donations)) return "sent";
  if (answer.redirected || answer.status === 403) return "sign-in";
  if (answer.status >= 500) throw new Error(`answer ${answer.status}`);
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? (await answer.json()).message : words.refused;
}

async function sendAll() {
  if (isSending) return;
  isSending = true;
  let trouble = "";
  let isAnySent = false;
  for (const key of waiting()) {
    const form = forms.find((one) => keyOf(one) === key);
    let led;
    try {
      led = await send(JSON.parse(localStorage.getItem(key)));
    } catch {
      break; // no network: it stays here, and is tried again
    }
    if (led === "sent") {
      localStorage.removeItem(key);
      isAnySent = true;
      if (form) show(form, words.sent);
    } else {
      trouble = led === "sign-in" ? words.signIn : led;
      if (form) show(form, trouble);
      if (form && led !== "sign-in") form.closest("[data-stop-card]").querySelector("[data-forget]").hidden = false;
    }
  }
  isSending = false;
  tell();
  if (trouble) state.textContent = trouble;
  if (isAnySent) await keepPage();
}

async function keepPage() {
  if (!("caches" in window)) return;
  const pieces = performance.getEntriesByType("resource").map((entry) => entry.name);
  const ours = pieces.filter((name) => name.startsWith(location.origin));
  try {
    await (await caches.open(CACHE)).addAll(new Set([location.href.split("#")[0], ...ours]));
  } catch {
    return; // no network: what was kept before still stands
  }
  tell();
}

for (const form of forms) {
  form.addEventListener("submit", (event) => {
    try {
      keep(form);
    } catch {
      return; // no room on this telephone: sent at once, as without this script
    }
    event.preventDefault();
    tell();
    sendAll();
  });
  form.closest("[data-stop-card]").querySelector("[data-forget]").addEventListener("click", (event) => {
    localStorage.removeItem(keyOf(form));
    event.target.hidden = true;
    show(form, "");
    tell();
  });
  const kept = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  if (kept) show(form, `${words.signed} ${kept.fields.giver}`);
}
road.querySelector("[data-send]").addEventListener("click", sendAll);
window.addEventListener("online", sendAll);
setInterval(() => waiting().length && sendAll(), RETRY_MS);
if (waiting().length) {
  tell();
  sendAll();
}

// Over plain http, but on this machine itself, browsers have no workers: the page must then stay open.
if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register(words.worker);
  await navigator.serviceWorker.ready;
  await keepPage();
} else {
  state.textContent = words.stayOpen;
}
