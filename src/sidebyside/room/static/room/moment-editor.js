// @ts-check
// <moment-editor>: the words and the place of one moment, opened inside its row. Keeps by itself while one types.
// Methods: open(mark, player), told(status, problem). Events, bubbling: mark-typed {code, fields}, mark-put-away,
// mark-extract, mark-done {code}.

import { exactly, read } from "./clock.js";

/** @typedef {import("./marks.js").Mark} Mark */
/** @typedef {import("./lesson-player.js").LessonPlayer} LessonPlayer */

export class MomentEditor extends HTMLElement {
  /** @param {Mark} mark @param {LessonPlayer} player */
  open(mark, player) {
    this.mark = mark;
    this.player = player;
    const form = this.form;
    this.field("start").value = exactly(mark.start);
    this.field("end").value = mark.end === null ? "" : exactly(mark.end);
    this.field("seen").value = mark.seen;
    this.field("made_of_it").value = mark.made_of_it;
    for (const radio of form.querySelectorAll("input[name=sort]")) {
      if (radio instanceof HTMLInputElement) radio.checked = radio.value === mark.sort;
    }
    form.addEventListener("input", () => this.keep());
    form.addEventListener("submit", (event) => { event.preventDefault(); this.done(); });
    form.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("click", (event) => this.pressed(event));
    this.field("seen").focus();
  }

  get form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  /** @param {string} name @returns {HTMLInputElement | HTMLTextAreaElement} */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** Hands on what stands here, where it differs; a time that is no time stays until it is one. */
  keep() {
    if (!this.mark) return;
    const start = read(this.field("start").value);
    const end = this.field("end").value.trim() ? read(this.field("end").value) : null;
    const isTime = start !== null && (end !== null || !this.field("end").value.trim());
    const fields = {
      start: isTime ? start : this.mark.start,
      end: isTime ? end : this.mark.end,
      sort: String(new FormData(this.form).get("sort") || this.mark.sort),
      seen: this.field("seen").value.trim(),
      made_of_it: this.field("made_of_it").value.trim(),
    };
    const names = /** @type {(keyof typeof fields)[]} */ (Object.keys(fields));
    if (names.every((name) => fields[name] === this.mark?.[name])) return;
    this.mark = { ...this.mark, ...fields };
    this.tell("mark-typed", { fields });
  }

  done() {
    this.keep();
    this.tell("mark-done");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.done();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.done();
  }

  /** @param {Event} event */
  pressed(event) {
    const part = event.target instanceof Element ? event.target.closest("[data-do]") : null;
    const here = exactly(Math.round(this.player?.filmMs ?? 0));
    switch (part?.getAttribute("data-do")) {
      case "start-here": this.field("start").value = here; return this.keep();
      case "end-here": this.field("end").value = here; return this.keep();
      case "watch-again": return this.watch();
      case "make-extract": this.keep(); return this.tell("mark-extract");
      case "put-away": return this.tell("mark-put-away");
      default:
    }
  }

  watch() {
    const { start, end } = /** @type {Mark} */ (this.mark);
    if (end === null) this.player?.stretch(Math.max(0, start - 3000), start + 7000);
    else this.player?.stretch(start, end);
  }

  /** @param {string} name @param {object} [detail] */
  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { code: this.mark?.code, ...detail } }));
  }

  /** What the server had against it, beside the words. @param {string} problem */
  objected(problem) {
    const place = this.querySelector(".error");
    if (!(place instanceof HTMLElement)) return;
    place.hidden = !problem;
    place.textContent = problem;
  }
}
customElements.define("moment-editor", MomentEditor);
