// What was done without network waits on this device, and goes to the server as soon as it answers.
const CACHE = "road"; // the same name as in page-worker.js
const RETRY_MS = 30_000;
const ANSWER_MS = 20_000;

// root: the element whose data-… holds the page's own words; taken(answer): whether the server took it;
// show(key, led, kept): "sent", "sign-in", or the words of what refused it.
export function outbox({ root, state, prefix, taken, show }) {
  const words = root.dataset;
  const button = root.querySelector("[data-send]");
  let isSending = false;

  const waiting = () => Object.keys(localStorage).filter((key) => key.startsWith(prefix)).sort();

  function tell() {
    const count = waiting().length;
    button.hidden = count === 0;
    state.textContent = count ? words.waiting.replace("#", count) : words.kept;
  }

  // Throws when this device has no room.
  function keep(key, action, fields, text = "") {
    delete fields.csrfmiddlewaretoken; // the page's own at the time it is sent
    localStorage.setItem(prefix + key, JSON.stringify({ action, fields, words: text }));
    tell();
  }

  // "sent", "sign-in", or what refused it. Throws when nobody answers.
  async function send({ action, fields }) {
    // Both instants are this device's: the server only believes how long ago it was, whatever the clock says.
    const age = fields.told_at ? { sent_at: new Date().toISOString() } : {};
    const csrfmiddlewaretoken = root.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(action, {
      method: "POST",
      body: new URLSearchParams({ ...fields, ...age, csrfmiddlewaretoken }),
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (await taken(answer)) return "sent";
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
      const text = localStorage.getItem(key);
      const kept = JSON.parse(text);
      let led;
      try {
        led = await send(kept);
      } catch {
        break; // no network: it stays here, and is tried again
      }
      if (led === "sent") {
        if (localStorage.getItem(key) === text) localStorage.removeItem(key); // told again meanwhile: it stays
        isAnySent = true;
      } else {
        trouble = led === "sign-in" ? words.signIn : led;
      }
      show(key.slice(prefix.length), led === "sign-in" ? words.signIn : led, kept, led === "sign-in");
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

  // Over plain http, but on this machine itself, browsers have no workers: the page must then stay open.
  async function begin() {
    button.addEventListener("click", sendAll);
    window.addEventListener("online", sendAll);
    setInterval(() => waiting().length && sendAll(), RETRY_MS);
    if (waiting().length) {
      tell();
      sendAll();
    }
    if ("serviceWorker" in navigator) {
      await navigator.serviceWorker.register(words.worker);
      await navigator.serviceWorker.ready;
      await keepPage();
    } else {
      state.textContent = words.stayOpen;
    }
  }

  return {
    keep,
    sendAll,
    begin,
    kept: (key) => JSON.parse(localStorage.getItem(prefix + key) ?? "null"),
    forget(key) {
      localStorage.removeItem(prefix + key);
      tell();
    },
  };
}
