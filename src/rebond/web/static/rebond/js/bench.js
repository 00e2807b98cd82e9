// The job sheet by keyboard: on a check, 1 works, 2 does not work, 3 has none; then the next check has the focus.
// The scan field also listens to digits on the page, so those pressed on a check stop here.
const ANSWERS = ["1", "2", "3"];

function nextCheck(line) {
  return line.nextElementSibling?.querySelector(".answers button");
}

document.querySelector("[data-checks]")?.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input:not([type=hidden]), textarea");
  const rank = ANSWERS.indexOf(event.key);
  const line = event.target.closest("[data-checks] > li");
  if (isTyping || rank < 0 || !line || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  line.querySelectorAll(".answers button")[rank]?.click();
  nextCheck(line)?.focus();
});
