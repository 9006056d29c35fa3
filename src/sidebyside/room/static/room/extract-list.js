// @ts-check
// <extract-list for="ID of a lesson-player">: the stretches picked for the meeting, a playlist. Enhances the server's.
// Methods: next(), add(code, start, end, words), remove(code), holds(start, end). Events, bubbling:
// extract-gone {code, start, end, words} when one is let go, extract-plays {number, count, start, end}.

import { stretch } from "./clock.js";

/** @typedef {import("./lesson-player.js").LessonPlayer} LessonPlayer */

export class ExtractList extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.list = /** @type {HTMLElement} */ (this.querySelector("ol"));
    this.player = /** @type {LessonPlayer | null} */ (document.getElementById(this.getAttribute("for") || ""));
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("submit", (event) => this.letGo(event));
    this.player?.addEventListener("film-time", () => this.follow());
    this.show();
  }

  rows() {
    return /** @type {HTMLElement[]} */ ([...(this.list?.children ?? [])]);
  }

  /** @param {number} start @param {number} end */
  holds(start, end) {
    return this.rows().some((row) => Number(row.dataset.start) === start && Number(row.dataset.end) === end);
  }

  /** @param {string} code @param {number} start @param {number} end @param {string} words */
  add(code, start, end, words) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    Object.assign(row.dataset, { code, start, end });
    row.classList.add(document.querySelector("lesson-player")?.getAttribute("data-side") || "mine");
    /** @type {HTMLElement} */ (row.querySelector(".when")).textContent = stretch(start, end);
    /** @type {HTMLElement} */ (row.querySelector(".words")).textContent = words;
    const after = this.rows().find((one) => Number(one.dataset.start) > start) ?? null;
    this.list?.insertBefore(row, after);
    this.show();
  }

  /** @param {string} code */
  remove(code) {
    this.list?.querySelector(`[data-code="${code}"]`)?.remove();
    this.show();
  }

  /** The next one after the one that played last, or after the playhead; from the end back to the first. */
  next() {
    const rows = this.rows();
    if (!rows.length) return false;
    const here = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const ahead = rows.findIndex((row) => Number(row.dataset.start) > (this.player?.filmMs ?? 0));
    const number = here >= 0 ? (here + 1) % rows.length : Math.max(0, ahead);
    this.play(rows[number]);
    return true;
  }

  /** @param {HTMLElement} row */
  play(row) {
    const [start, end] = [Number(row.dataset.start), Number(row.dataset.end)];
    for (const other of this.rows()) other.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    this.player?.stretch(start, end);
    const number = this.rows().indexOf(row) + 1;
    this.dispatchEvent(new CustomEvent("extract-plays", { bubbles: true, detail: { number, count: this.rows().length, start, end } }));
  }

  /** One that somebody has left by hand is no longer the one on now. */
  follow() {
    const row = this.rows().find((one) => one.hasAttribute("aria-current"));
    const at = this.player?.filmMs ?? 0;
    if (row && (at < Number(row.dataset.start) - 500 || at > Number(row.dataset.end) + 500)) row.removeAttribute("aria-current");
  }

  /** @param {Event} event */
  pressed(event) {
    const part = event.target instanceof Element ? event.target.closest('[data-do="play-extract"]') : null;
    const row = part?.closest("li");
    if (row) this.play(row);
  }

  /** @param {SubmitEvent} event */
  letGo(event) {
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    if (!row) return;
    event.preventDefault();
    const { code, start, end } = row.dataset;
    const words = row.querySelector(".words")?.textContent ?? "";
    const detail = { code, start: Number(start), end: Number(end), words };
    this.dispatchEvent(new CustomEvent("extract-gone", { bubbles: true, detail }));
  }

  show() {
    const none = this.querySelector(".none");
    if (none instanceof HTMLElement) none.hidden = this.rows().length > 0;
    const next = this.parentElement?.querySelector('[data-do="next-extract"]');
    if (next instanceof HTMLElement) next.hidden = this.rows().length === 0;
  }
}
customElements.define("extract-list", ExtractList);
