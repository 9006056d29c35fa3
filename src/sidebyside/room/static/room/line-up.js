// @ts-check
// Own live notes beside the film: play to where a note was true, press its button, and all own notes move with it.

import { said } from "./clock.js";
import { say } from "./words.js";

/** Each form says where the clock alone puts its note (data-clock, ms of the film).
 * @param {import("./lesson-player.js").LessonPlayer} player */
export function offerLineUp(player) {
  const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll('form[data-do="line-up"]')]);
  if (!forms.length) return;
  const show = () => {
    for (const form of forms) {
      const button = form.querySelector("button");
      if (button) button.textContent = say("lineUpSaid", { at: said(player.filmMs) });
    }
  };
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", () => {
      const shift = /** @type {HTMLInputElement} */ (form.elements.namedItem("shift_ms"));
      shift.value = String(Math.round(player.filmMs - Number(form.dataset.clock)));
    });
  }
  let second = -1;
  player.addEventListener("film-time", () => {
    const now = Math.floor(player.filmMs / 1000);
    if (now !== second) show();
    second = now;
  });
  show();
}
