// @ts-check
// <film-angles>, inside a <lesson-player>: the same moment seen from another place, or heard by another microphone. The
// first film goes on beneath, so that marks, line and place stay its own; a further one is laid over it, in step.
//
// Needs inside: a <select>. Reads player.film.name and player.film.angles [{number, name, src, seen, has_picture,
// has_sound, duration_ms, on_film_ms, drift_ppm}]. Methods: show(number), next(). Sets player.angle.

import { said } from "./clock.js";
import { InStep } from "./in-step.js";
import { SeenReport } from "./seen-report.js";
import { say } from "./words.js";

/** @typedef {import("./lesson-player.js").LessonPlayer} LessonPlayer */
/** @typedef {import("./lesson-player.js").Angle} Angle */

class FilmAngles extends HTMLElement {
  connectedCallback() {
    this.player = /** @type {LessonPlayer | null} */ (this.closest("lesson-player"));
    this.select = /** @type {HTMLSelectElement | null} */ (this.querySelector("select"));
    if (!this.player || !this.select) return;
    this.select.addEventListener("change", () => this.show(Number(this.select?.value)));
    for (const name of ["film-time", "film-play", "film-pause"]) this.player.addEventListener(name, () => this.step());
    this.player.addEventListener("film-mute", () => this.sound());
  }

  /** @returns {Angle[]} */
  get angles() {
    return this.player?.film.angles ?? [];
  }

  next() {
    const numbers = [0, ...this.angles.map((angle) => angle.number)];
    this.show(numbers[(numbers.indexOf(this.shown?.number ?? 0) + 1) % numbers.length]);
  }

  /** @param {number} number 0 is the film that the marks lie on */
  show(number) {
    const { player } = this;
    const angle = this.angles.find((one) => one.number === number);
    if (!player || number === (this.shown?.number ?? 0)) return;
    if (angle && !this.#covers(angle, player.filmMs)) {
      this.#say(say("angleNotHere", { name: angle.name, at: said(player.filmMs) }));
      this.#mark();
      return;
    }
    this.#close();
    if (angle) this.#open(angle);
    player.angle = number;
    this.#mark();
    // The map of a talk is told: from here on this is what was on the screen.
    player.tell("film-seek");
    this.#say(say("angleNow", { name: angle?.name ?? player.film.name }));
  }

  /** @param {Angle} angle @param {number} filmMs */
  #place(angle, filmMs) {
    return (filmMs - angle.on_film_ms) * (1 + angle.drift_ppm / 1e6);
  }

  /** @param {Angle} angle @param {number} filmMs */
  #covers(angle, filmMs) {
    const at = this.#place(angle, filmMs);
    return at >= 0 && at < angle.duration_ms;
  }

  /** @param {Angle} angle */
  #open(angle) {
    const player = /** @type {LessonPlayer} */ (this.player);
    const first = /** @type {HTMLVideoElement} */ (player.video);
    const second = document.createElement("video");
    Object.assign(second, { src: angle.src, preload: "auto", playsInline: true, disablePictureInPicture: true, tabIndex: -1 });
    second.className = "angle";
    second.hidden = true;
    second.setAttribute("aria-hidden", "true");
    second.addEventListener("click", () => player.toggle());
    second.addEventListener("dblclick", () => player.wide());
    second.addEventListener("loadedmetadata", () => this.step());
    second.addEventListener("seeked", () => this.#uncover(angle, second));
    second.addEventListener("error", () => this.#lost("angleLost"));
    first.after(second);
    this.shown = angle;
    this.second = second;
    this.steps = new InStep(first, second, (ms) => this.#place(angle, ms), 1 + angle.drift_ppm / 1e6);
    this.report = new SeenReport(player.film.viewing, angle.seen, () => this.#lost("angleLost"));
    second.muted = true;
  }

  /** Only once it stands where the film stands. @param {Angle} angle @param {HTMLVideoElement} second */
  #uncover(angle, second) {
    if (second !== this.second) return;
    second.hidden = !angle.has_picture;
    this.sound();
    this.step();
  }

  sound() {
    const { player, second, shown } = this;
    if (!player || !second || !shown) return;
    player.hush(shown.has_sound);
    second.muted = player.quiet || !shown.has_sound;
  }

  step() {
    const { player, shown, second, steps } = this;
    if (!player || !shown || !second || !steps) return;
    if (!this.#covers(shown, player.filmMs)) return this.#lost("angleOut");
    steps.step(player.filmMs);
    if (player.playing && !second.seeking) this.report?.runs(second.currentTime * 1000);
    else this.report?.rests();
  }

  /** @param {string} why */
  #lost(why) {
    const { player, shown } = this;
    if (!player || !shown) return;
    this.show(0);
    this.#say(say(why, { name: shown.name, film: player.film.name }));
  }

  #close() {
    const { second } = this;
    this.report?.rests();
    this.report?.send();
    this.shown = this.second = this.steps = this.report = undefined;
    this.player?.hush(false);
    if (!second) return;
    second.pause();
    second.remove();
    // Else the browser goes on fetching it.
    second.removeAttribute("src");
    second.load();
  }

  #mark() {
    if (this.select) this.select.value = String(this.shown?.number ?? 0);
  }

  /** @param {string} words */
  #say(words) {
    this.dispatchEvent(new CustomEvent("film-said", { bubbles: true, detail: { words } }));
  }
}
customElements.define("film-angles", FilmAngles);
