// Tapping along: each press (or the space bar on the button) notes where the song is.
for (const form of document.querySelectorAll("[data-tap]")) {
  const sound = document.getElementById(form.dataset.tap);
  const button = form.querySelector("[data-tap-button]");
  const field = form.elements.taps;
  if (!sound || !button) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (sound.paused) {
      field.value = "";
      sound.play();
      return;
    }
    field.value = `${field.value} ${sound.currentTime.toFixed(3)}`.trim();
  });
}
