// Ticking rows of a list: [data-select] holds the table and its .bulk bar. The bar appears with the first tick;
// without this file it is always there. Shift-click ticks a range.
function wire(list) {
  const bar = list.querySelector(".bulk");
  const all = list.querySelector("[data-select-all]");
  const boxes = () => [...list.querySelectorAll("tbody .tick input[type=checkbox]")];
  let last = null;

  function show() {
    const ticked = boxes().filter((box) => box.checked).length;
    bar.hidden = ticked === 0;
    bar.querySelector("[data-count]").textContent = ticked;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  }

  function tickRange(box) {
    const order = boxes();
    const [from, to] = [order.indexOf(last), order.indexOf(box)].sort((a, b) => a - b);
    if (from >= 0) for (const between of order.slice(from, to + 1)) between.checked = box.checked;
  }

  list.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches("tbody .tick input")) return;
    if (event.shiftKey && last) tickRange(box);
    last = box;
  });
  list.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes()) box.checked = all.checked;
    show();
  });
  window.addEventListener("pageshow", show);
  // Useless without this file, hence hidden in the page: the box that ticks all, and the count.
  all.closest("[hidden]")?.removeAttribute("hidden");
  bar.querySelector("output").hidden = false;
  show();
}

document.querySelectorAll("[data-select]").forEach(wire);
