// A finger (or a mouse) signs in a box; the path is text, « M12 40L13 42 ». Without a script, the typed name is
// the signature: nothing is lost.
const WIDTH = 320, HEIGHT = 120, MOST_POINTS = 1500;

// Draws in `pad` and tells each new path; answers what empties it.
export function watchPad(pad, tell, start = "") {
  const path = pad.querySelector("path");
  const box = pad.querySelector("svg");
  let drawn = start, points = 0, drawing = false;

  const at = (event) => {
    const seen = box.getBoundingClientRect();
    const x = Math.round((event.clientX - seen.left) / seen.width * WIDTH);
    const y = Math.round((event.clientY - seen.top) / seen.height * HEIGHT);
    return `${Math.min(WIDTH, Math.max(0, x))} ${Math.min(HEIGHT, Math.max(0, y))}`;
  };
  const add = (letter, event) => {
    if (points++ > MOST_POINTS) return;
    drawn += letter + at(event);
    path.setAttribute("d", drawn);
    tell(drawn);
  };
  const clear = () => {
    drawn = "";
    points = 0;
    path.removeAttribute("d");
  };
  path.setAttribute("d", drawn);
  pad.hidden = false;
  box.addEventListener("pointerdown", (event) => {
    drawing = true;
    box.setPointerCapture(event.pointerId);
    add("M", event);
    event.preventDefault();
  });
  box.addEventListener("pointermove", (event) => drawing && add("L", event));
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { drawing = false; });
  pad.querySelector("button").addEventListener("click", () => {
    clear();
    tell("");
  });
  return clear;
}

for (const pad of document.querySelectorAll("[data-sign]")) {
  const field = document.getElementById(pad.dataset.sign);
  watchPad(pad, (path) => { field.value = path; }, field.value);
}
