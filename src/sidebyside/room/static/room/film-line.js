// @ts-check
// <film-line for="ID of a lesson-player">: one timeline. The filmed teacher's moments stand above the wave, the
// coach's below; where both marked the same it glows. While clips play it is the clip's own line.
//
// Needs inside: .lane.mine, .lane.yours, .wave with an svg of two path.sound and an input[type=range], i.head.
// Property: marks (a Marks store). Reads the wave from film.peaks {ms_per_peak, peaks: [0..255]} and the glowing
// stretches from the JSON script #room-bands. A lane is one stop for Tab; the arrow keys go along it.

import { said, stretch } from "./clock.js";
import { json, say } from "./words.js";

/** @typedef {import("./lesson-player.js").LessonPlayer} LessonPlayer */
/** @typedef {import("./marks.js").Marks} Marks */
/** @typedef {import("./marks.js").Mark} Mark */

const BAR_PX = 4;

class FilmLine extends HTMLElement {
  connectedCallback() {
    const player = document.getElementById(this.getAttribute("for") || "");
    if (!player || this.player) return;
    this.player = /** @type {LessonPlayer} */ (player);
    this.range = /** @type {HTMLInputElement} */ (this.querySelector("input[type=range]"));
    this.range.addEventListener("input", () => this.player?.seek(this.from + Number(this.range?.value)));
    this.range.addEventListener("keydown", (event) => this.jumped(event));
    for (const name of ["film-time", "film-piece", "film-ready"]) player.addEventListener(name, () => this.moved(name));
    for (const lane of this.querySelectorAll(".lane")) {
      lane.addEventListener("keydown", (event) => this.along(/** @type {KeyboardEvent} */ (event), lane));
      lane.addEventListener("click", (event) => this.chosen(event));
    }
    /** @type {[number, number][]} */
    this.bands = json("room-bands") || [];
    new ResizeObserver(() => this.drawWave()).observe(this);
    this.fetchPeaks();
    this.moved("film-piece");
  }

  get from() {
    return this.player?.piece.start_ms ?? 0;
  }

  get length() {
    return Math.max(1, this.player?.lengthMs ?? 1);
  }

  /** @param {Marks} marks */
  set marks(marks) {
    this.store = marks;
    marks.addEventListener("change", () => this.drawSoon());
    this.drawMarks();
  }

  async fetchPeaks() {
    const { peaks } = this.player?.film ?? {};
    if (!peaks) return;
    try {
      const answer = await fetch(peaks);
      if (answer.ok) this.sound = await answer.json();
    } catch { /* a line without a wave still works */ }
    this.drawWave();
  }

  /** @param {string} why */
  moved(why) {
    const at = this.player?.filmMs ?? 0;
    if (why !== "film-time") {
      const length = String(this.length);
      if (this.range && this.range.max !== length) this.range.max = length;
      this.drawMarks();
      this.drawWave();
    }
    const share = Math.min(1, Math.max(0, (at - this.from) / this.length));
    this.style.setProperty("--at", String(share));
    if (!this.range) return;
    this.range.value = String(at - this.from);
    const second = Math.floor(at / 1000);
    if (second === this.second) return;
    this.second = second;
    this.range.setAttribute("aria-valuetext", say("at", { at: said(at - this.from), length: said(this.length) }));
  }

  /** @param {KeyboardEvent} event */
  jumped(event) {
    const steps = { ArrowLeft: -5000, ArrowDown: -5000, ArrowRight: 5000, ArrowUp: 5000, PageDown: -60000, PageUp: 60000 };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.player?.step(step);
  }

  /** Once a picture, however many letters were typed. */
  drawSoon() {
    cancelAnimationFrame(this.drawing ?? 0);
    this.drawing = requestAnimationFrame(() => this.drawMarks());
  }

  drawMarks() {
    if (!this.store) return;
    const focused = this.contains(document.activeElement) ? document.activeElement?.getAttribute("data-code") : null;
    const marks = this.store.all();
    for (const side of ["mine", "yours"]) {
      const lane = this.querySelector(`.lane.${side}`);
      const shown = marks.filter((mark) => mark.side === side && this.isHere(mark));
      lane?.replaceChildren(...shown.map((mark, index) => this.drawn(mark, index === 0)));
    }
    if (focused) /** @type {HTMLElement | null} */ (this.querySelector(`[data-code="${focused}"]`))?.focus();
    this.drawBands();
    this.drawNotes();
  }

  /** Notes from the lesson stand at the wave, each on its author's side; their list says and opens them. */
  drawNotes() {
    for (const old of this.querySelectorAll(".tick")) old.remove();
    const wave = this.querySelector(".wave");
    for (const note of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".note[data-at]"))) {
      const at = Number(note.dataset.at);
      if (at < this.from || at > this.from + this.length) continue;
      const tick = document.createElement("i");
      tick.className = note.classList.contains("mine") ? "tick mine" : "tick";
      tick.setAttribute("aria-hidden", "true");
      this.put(tick, at, null);
      wave?.append(tick);
    }
  }

  /** @param {Mark} mark */
  isHere(mark) {
    return mark.start < this.from + this.length + 1 && (mark.end ?? mark.start) >= this.from;
  }

  /** @param {Mark} mark @param {boolean} isFirst */
  drawn(mark, isFirst) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = mark.end === null ? "point" : "span";
    button.dataset.code = mark.code;
    button.tabIndex = isFirst ? 0 : -1;
    const parts = [stretch(mark.start, mark.end), say(`sort.${mark.sort}`), mark.shared ? say("both") : "", mark.seen || mark.made_of_it];
    button.setAttribute("aria-label", parts.filter(Boolean).join(", "));
    button.title = parts.filter(Boolean).join(" · ").slice(0, 160);
    button.classList.toggle("now", mark.code === this.current);
    this.put(button, mark.start, mark.end);
    return button;
  }

  /** @param {HTMLElement} part @param {number} start @param {number | null} end */
  put(part, start, end) {
    const share = (/** @type {number} */ ms) => `${(Math.min(1, Math.max(0, (ms - this.from) / this.length)) * 100).toFixed(3)}%`;
    part.style.setProperty("--from", share(start));
    if (end !== null) part.style.setProperty("--to", share(end));
  }

  drawBands() {
    for (const old of this.querySelectorAll(".band")) old.remove();
    const wave = this.querySelector(".wave");
    for (const [start, end] of this.bands ?? []) {
      if (start > this.from + this.length || end < this.from) continue;
      const band = document.createElement("i");
      band.className = "band";
      this.put(band, start, end);
      wave?.prepend(band);
    }
  }

  /** The mark that is on now. @param {string | undefined} code */
  set now(code) {
    if (code === this.current) return;
    this.current = code;
    for (const button of this.querySelectorAll(".lane button")) {
      button.classList.toggle("now", button.getAttribute("data-code") === code);
    }
  }

  /** @param {KeyboardEvent} event @param {Element} lane */
  along(event, lane) {
    const buttons = /** @type {HTMLElement[]} */ ([...lane.querySelectorAll("button")]);
    const here = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || here < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = buttons[Math.min(buttons.length - 1, Math.max(0, to))];
    buttons[here].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  /** @param {Event} event */
  chosen(event) {
    const code = event.target instanceof Element ? event.target.closest("button")?.getAttribute("data-code") : null;
    if (code) this.dispatchEvent(new CustomEvent("mark-chosen", { bubbles: true, detail: { code } }));
  }

  drawWave() {
    const svg = this.querySelector("svg");
    const width = Math.floor(svg?.clientWidth ?? 0);
    if (!svg || !width) return;
    const height = svg.clientHeight;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const shape = this.heights(Math.floor(width / BAR_PX)).map((loud, index) => {
      const tall = Math.max(2, loud * (height - 4));
      return `M${index * BAR_PX + 1.5} ${((height - tall) / 2).toFixed(1)}v${tall.toFixed(1)}`;
    }).join("");
    for (const path of svg.querySelectorAll("path")) path.setAttribute("d", shape);
  }

  /** Loudest of each bar's share of the clip on screen, 0 to 1. @param {number} bars @returns {number[]} */
  heights(bars) {
    const { peaks = [], ms_per_peak: each = 1 } = this.sound ?? {};
    return Array.from({ length: bars }, (_, bar) => {
      const first = Math.floor((this.from + (bar / bars) * this.length) / each);
      const last = Math.max(first + 1, Math.floor((this.from + ((bar + 1) / bars) * this.length) / each));
      let loudest = 0;
      for (let at = first; at < last && at < peaks.length; at += 1) loudest = Math.max(loudest, peaks[at]);
      return Math.sqrt(loudest / 255);
    });
  }
}
customElements.define("film-line", FilmLine);
