// Forms keep what was typed and are sent once. Also: the error summary takes the focus, and the print button.
const SENT_FOR_MS = 10_000; // long enough for a double click, short enough to send again after a download
const DRAFT_LIFE_MS = 24 * 3600 * 1000; // the computer may be shared: a draft does not outlive the day
const TEXT = "textarea, input:is([type=text], [type=search], [type=email], [type=tel], [type=url], [type=number], [type=date], [type=time], [type=datetime-local])";

// Sent once. The mark is on the form, not `disabled`, so that the button's own value is still sent.
function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

// getAttribute, because a field named "method" hides form.method.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), SENT_FOR_MS);
});

// Back brings the page as it was left: marked as sent.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

// Drafts, one per user, form and address. Passwords are no text field here; autocomplete="off" opts out, but
// for numbers: a count or a price says nothing of anybody.
const keyOf = (form) => `draft:${document.body.dataset.user ?? ""}:${form.dataset.draft}:${location.pathname}`;
const isNumber = (field) => field.type === "number" || ["numeric", "decimal"].includes(field.inputMode);
const textFields = (form) => [...form.querySelectorAll(TEXT)].filter((field) => field.name && (field.autocomplete !== "off" || isNumber(field)));
const draftKeys = () => Object.keys(localStorage).filter((key) => key.startsWith("draft:"));

function save(form) {
  const values = Object.fromEntries(textFields(form).map((field) => [field.name, field.value]));
  localStorage.setItem(keyOf(form), JSON.stringify({ savedAt: Date.now(), values }));
}

function putBack(form) {
  const draft = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  const changed = textFields(form).filter((field) => draft?.values[field.name] && draft.values[field.name] !== field.value);
  if (!changed.length) return;
  for (const field of changed) field.value = draft.values[field.name];
  const notice = document.querySelector("#draft-notice").content.cloneNode(true);
  notice.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(keyOf(form));
    form.reset();
    form.querySelector(".draft").remove();
  });
  form.prepend(notice);
}

function forgetOldDrafts() {
  for (const key of draftKeys()) {
    if (Date.now() - JSON.parse(localStorage.getItem(key)).savedAt > DRAFT_LIFE_MS) localStorage.removeItem(key);
  }
}

// A sent draft is dropped once the server has taken it: we are on another page, or this one says it succeeded.
function forgetSentDraft(forms) {
  const key = sessionStorage.getItem("sent-draft");
  if (!key) return;
  sessionStorage.removeItem("sent-draft");
  const isStillAsked = forms.some((form) => keyOf(form) === key) && !document.querySelector("#messages .success");
  if (!isStillAsked) localStorage.removeItem(key);
}

const drafted = [...document.querySelectorAll("form[data-draft]")];
forgetOldDrafts();
forgetSentDraft(drafted);
for (const form of drafted) {
  if (!form.querySelector(".errorlist")) putBack(form);
  form.addEventListener("input", () => save(form));
  form.addEventListener("submit", () => sessionStorage.setItem("sent-draft", keyOf(form)));
}
document.querySelector("[data-sign-out]")?.addEventListener("submit", () => {
  for (const key of draftKeys()) localStorage.removeItem(key);
  globalThis.caches?.delete("road"); // kept pages go; signatures not sent yet stay
});

document.querySelector("[data-errors]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
