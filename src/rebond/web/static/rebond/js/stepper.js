// - and + around a number field: [data-stepper] holds both buttons (data-step="-1" and "1") and the field.
for (const stepper of document.querySelectorAll("[data-stepper]")) {
  const field = stepper.querySelector("input");
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = (Number.parseInt(field.value, 10) || 0) + Number(button.dataset.step);
      field.value = Math.min(Math.max(next, 0), Number(field.max));
      field.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept as if it was typed
    });
  }
}
