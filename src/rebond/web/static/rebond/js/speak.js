// Reads a line aloud, with the browser's own voice: nothing leaves this machine. Without a voice, no button.
if ("speechSynthesis" in window) {
  for (const button of document.querySelectorAll("[data-speak]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const words = new SpeechSynthesisUtterance(button.dataset.speak);
      words.lang = document.documentElement.lang;
      words.rate = 0.9;
      speechSynthesis.cancel();
      speechSynthesis.speak(words);
    });
  }
}
