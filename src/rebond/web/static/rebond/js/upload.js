// form[data-upload]: the chosen files are sent one by one, so that a cut connection loses one file, not all.
// The server answers JSON to each: {"ok": true|false, "message": "…", "url": "…" or absent}. Without this file the
// form posts all its files at once, as any form does.
function line(report, name, answer) {
  const item = document.createElement("li");
  const text = document.createElement(answer.url ? "a" : "span");
  text.textContent = answer.message;
  if (answer.url) text.href = answer.url;
  item.classList.toggle("failed", !answer.ok);
  item.append(`${name}: `, text);
  report.querySelector("ol").append(item);
}

async function send(form, input, file) {
  const body = new FormData(form);
  body.delete(input.name);
  body.append(input.name, file);
  const response = await fetch(form.getAttribute("action") ?? "", { method: "POST", body, headers: { Accept: "application/json" } });
  return response.json();
}

async function sendAll(form, input, report) {
  const files = [...input.files];
  const progress = report.querySelector("progress");
  report.querySelector("ol").replaceChildren();
  report.hidden = false;
  progress.max = files.length;
  progress.value = 0;
  for (const file of files) {
    // The network fails, or an error page answers instead of JSON: this file was not taken, the next may be.
    const answer = await send(form, input, file).catch(() => ({ ok: false, message: report.dataset.failed }));
    line(report, file.name, answer);
    progress.value += 1;
  }
  input.value = "";
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const input = form.querySelector("input[type=file]");
  const report = form.querySelector("[data-upload-report]");
  form.addEventListener("submit", async (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    await sendAll(form, input, report);
    delete form.dataset.sending;
  });
}
