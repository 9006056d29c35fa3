// @ts-check
// <moment-list for="ID of a lesson-player">: the moments in the film's order; the list follows the playhead.
// Enhances the server's list. Property: marks (a Marks store). Events, bubbling: mark-chosen, mark-edit {code}.

import { stretch } from "./clock.js";
import { say } from "./words.js";

/** @typedef {import("./lesson-player.js").LessonPlayer} LessonPlayer */
/** @typedef {import("./marks.js").Marks} Marks */
/** @typedef {import("./marks.js").Mark} Mark */

class MomentList extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.list = /** @type {HTMLElement} */ (this.querySelector("ol"));
    this.player = /** @type {LessonPlayer | null} */ (document.getElementById(this.getAttribute("for") || ""));
    this.player?.addEventListener("film-time", () => this.follow());
    this.addEventListener("click", (event) => this.pressed(event));
  }

  /** @param {Marks} marks */
  set marks(marks) {
    this.store = marks;
    marks.addEventListener("change", (event) => this.redraw(/** @type {CustomEvent} */ (event).detail.code));
    this.count();
  }

  /** @param {string} code @returns {HTMLElement | null} */
  row(code) {
    return document.getElementById(`moment-${code}`);
  }

  /** @param {string} code */
  redraw(code) {
    const mark = this.store?.get(code);
    const old = this.row(code);
    if (!mark) old?.remove();
    else this.place(this.fill(old ?? this.fresh(code), mark), mark);
    this.count();
  }

  /** @param {string} code */
  fresh(code) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("moment-row"));
    const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    row.id = `moment-${code}`;
    row.dataset.code = code;
    row.querySelector("a.edit")?.setAttribute("href", `${this.dataset.url}${code}/`);
    return row;
  }

  /** @param {HTMLElement} row @param {Mark} mark */
  fill(row, mark) {
    row.classList.add(mark.side);
    row.dataset.start = String(mark.start);
    const write = (/** @type {string} */ part, /** @type {string} */ text) => {
      const place = row.querySelector(part);
      if (place) place.textContent = text;
    };
    write(".when", stretch(mark.start, mark.end));
    write(".sort", say(`sort.${mark.sort}`));
    write(".seen", mark.seen);
    write(".made", mark.made_of_it);
    return row;
  }

  /** A row moves only where its place has changed: moving it would take the focus out of it, and
   * one that is being written waits until that is done.
   * @param {HTMLElement} row @param {Mark} mark */
  place(row, mark) {
    if (row.parentElement && row.querySelector("moment-editor")) return;
    const rows = /** @type {HTMLElement[]} */ ([...(this.list?.children ?? [])]).filter((one) => one !== row);
    const after = rows.find((one) => Number(one.dataset.start) > mark.start) ?? null;
    if (row.parentElement !== this.list || row.nextElementSibling !== after) this.list?.insertBefore(row, after);
  }

  count() {
    const number = this.store?.byCode.size ?? 0;
    const place = document.querySelector('[data-says="count"]');
    const said = number === 0 ? say("momentsNone") : number === 1 ? say("momentsOne") : say("momentsMany", { count: number });
    if (place) place.textContent = said;
    const none = this.querySelector(".none");
    if (none instanceof HTMLElement) none.hidden = number > 0;
  }

  follow() {
    const now = Date.now();
    if (now - (this.followedAt ?? 0) < 200) return;
    this.followedAt = now;
    const mark = this.store?.at(this.player?.filmMs ?? 0);
    if (mark?.code === this.current) return;
    this.current = mark?.code;
    for (const row of this.querySelectorAll("li[aria-current]")) row.removeAttribute("aria-current");
    const row = mark && this.row(mark.code);
    row?.setAttribute("aria-current", "true");
    this.dispatchEvent(new CustomEvent("mark-now", { bubbles: true, detail: { code: mark?.code } }));
    if (row) this.bring(row);
  }

  /** Scrolls the list and never the page; not under somebody who reads or types in it. @param {HTMLElement} row */
  bring(row) {
    const list = /** @type {HTMLElement} */ (this.list);
    if (list.matches(":hover") || list.contains(document.activeElement)) return;
    const top = row.offsetTop - list.offsetTop;
    if (top < list.scrollTop || top + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top - 8;
  }

  /** @param {Event} event */
  pressed(event) {
    const part = event.target instanceof Element ? event.target.closest("[data-do]") : null;
    const code = part?.closest("li")?.getAttribute("data-code");
    const name = { go: "mark-chosen", edit: "mark-edit" }[part?.getAttribute("data-do") ?? ""];
    if (!code || !name) return;
    event.preventDefault();
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { code } }));
  }
}
customElements.define("moment-list", MomentList);
