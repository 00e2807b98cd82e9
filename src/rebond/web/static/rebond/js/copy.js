// [data-copy="id"] copies the field of that id; over plain http the browser has no clipboard: the text is selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  });
}
