// @ts-check
// <angle-line-up data-pace>: two films of one lesson side by side, in step, and the second one moved by hand until it
// fits. data-pace: drift_ppm of the second. Wants video[data-first], video[data-second], buttons with data-by (ms later)
// and data-do, and a form with on_film_ms: where the second one's first moment lies on the first film.

import { said } from "./clock.js";
import { InStep } from "./in-step.js";
import { json, say } from "./words.js";

const STEPS = { ArrowLeft: -40, ArrowRight: 40, ArrowDown: -1000, ArrowUp: 1000 };

class AngleLineUp extends HTMLElement {
  connectedCallback() {
    if (this.first) return;
    this.first = /** @type {HTMLVideoElement} */ (this.querySelector("[data-first]"));
    this.second = /** @type {HTMLVideoElement} */ (this.querySelector("[data-second]"));
    this.field = /** @type {HTMLInputElement} */ (this.querySelector("[name=on_film_ms]"));
    const pace = 1 + Number(this.dataset.pace) / 1e6;
    this.steps = new InStep(this.first, this.second, (ms) => Math.max(0, (ms - this.onFilm) * pace), pace);
    for (const name of ["timeupdate", "seeked", "play", "pause", "loadedmetadata"]) {
      this.first.addEventListener(name, () => this.moved());
      this.second.addEventListener(name, () => this.moved());
    }
    this.first.addEventListener("play", () => this.follow());
    this.first.addEventListener("loadedmetadata", () => this.begin(), { once: true });
    if (this.first.readyState > 0) this.begin();
    this.addEventListener("click", (event) => this.pressed(event));
    document.addEventListener("keydown", (event) => this.key(event));
    this.show();
  }

  get onFilm() {
    return Number(this.field?.value);
  }

  get filmMs() {
    return (this.first?.currentTime ?? 0) * 1000;
  }

  /** Where both have begun. */
  begin() {
    const first = /** @type {HTMLVideoElement} */ (this.first);
    if (this.onFilm > 0 && this.onFilm < first.duration * 1000) first.currentTime = this.onFilm / 1000;
  }

  follow() {
    if (!this.first || this.first.paused) return;
    this.moved();
    requestAnimationFrame(() => this.follow());
  }

  moved() {
    const first = /** @type {HTMLVideoElement} */ (this.first);
    this.steps?.step(this.filmMs);
    const second = Math.floor(this.filmMs / 1000);
    this.querySelector('[data-do="play"]')?.setAttribute("aria-pressed", String(!first.paused));
    if (second === this.told) return;
    this.told = second;
    this.write("at", said(this.filmMs));
  }

  /** @param {Event} event */
  pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-by], [data-do]") : null;
    if (!(button instanceof HTMLElement)) return;
    if (button.dataset.by) this.nudge(Number(button.dataset.by));
    else if (button.dataset.do === "play") this.toggle();
    else this.jump(button.dataset.do === "back" ? -5 : 5);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    const onButton = event.target instanceof Element && event.target.closest("button, a, summary, input");
    if (event.key === " " && !onButton) this.toggle();
    else if (step) this.nudge(event.shiftKey ? Math.sign(step) * 200 : step);
    else return;
    event.preventDefault();
  }

  toggle() {
    const first = /** @type {HTMLVideoElement} */ (this.first);
    if (first.paused) first.play().catch(() => {});
    else first.pause();
  }

  /** @param {number} seconds */
  jump(seconds) {
    const first = /** @type {HTMLVideoElement} */ (this.first);
    first.currentTime = Math.max(0, first.currentTime + seconds);
  }

  /** @param {number} ms later on the film */
  nudge(ms) {
    const field = /** @type {HTMLInputElement} */ (this.field);
    field.value = String(Math.round(this.onFilm + ms));
    // The ear is to hear it at once.
    if (this.steps) this.steps.atOnce = true;
    this.show();
    this.moved();
  }

  show() {
    const seconds = (Math.abs(this.onFilm) / 1000).toFixed(2);
    this.write("lies", say(this.onFilm < 0 ? "angleBefore" : "angleBy", { name: json("angle-name"), seconds }));
  }

  /** @param {string} place @param {string} text */
  write(place, text) {
    const part = this.querySelector(`[data-says="${place}"]`);
    if (part) part.textContent = text;
  }
}
customElements.define("angle-line-up", AngleLineUp);
