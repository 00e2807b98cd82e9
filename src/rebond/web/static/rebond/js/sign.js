// A finger (or a mouse) signs in a box; the path goes into the form as text, « M12 40L13 42 ». Without a script,
// the typed name is the signature: nothing is lost.
const WIDTH = 320, HEIGHT = 120, MOST_POINTS = 1500;

for (const pad of document.querySelectorAll("[data-sign]")) {
  const field = document.getElementById(pad.dataset.sign);
  const path = pad.querySelector("path");
  const clear = pad.querySelector("button");
  const box = pad.querySelector("svg");
  let points = 0, drawing = false;

  const at = (event) => {
    const seen = box.getBoundingClientRect();
    const x = Math.round((event.clientX - seen.left) / seen.width * WIDTH);
    const y = Math.round((event.clientY - seen.top) / seen.height * HEIGHT);
    return `${Math.min(WIDTH, Math.max(0, x))} ${Math.min(HEIGHT, Math.max(0, y))}`;
  };
  const add = (letter, event) => {
    if (points++ > MOST_POINTS) return;
    field.value += letter + at(event);
    path.setAttribute("d", field.value);
  };
  path.setAttribute("d", field.value);
  pad.hidden = false;
  box.addEventListener("pointerdown", (event) => {
    drawing = true;
    box.setPointerCapture(event.pointerId);
    add("M", event);
    event.preventDefault();
  });
  box.addEventListener("pointermove", (event) => drawing && add("L", event));
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { drawing = false; });
  clear.addEventListener("click", () => { field.value = ""; points = 0; path.removeAttribute("d"); });
}
