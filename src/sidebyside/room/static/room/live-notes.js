// @ts-check
// <live-notes data-url data-now>: notes taken in the lesson, typed or tapped. Each keeps the server's time of its first
// letter or its tap (data-now: the server's ms when the page was made), and waits here while the network is away.
// Enter keeps a note, Shift+Enter begins a new line. A note that was tapped takes words afterwards.

import { LessonTime } from "./lesson-time.js";
import { SoundSignal } from "./sound-signal.js";
import { WordsQueue } from "./words-queue.js";
import { newCode, say } from "./words.js";

/** @typedef {{noted_at: string, words: string, sort: string}} Note */

class LiveNotes extends HTMLElement {
  connectedCallback() {
    if (this.queue) return;
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.field = /** @type {HTMLTextAreaElement} */ (this.form.elements.namedItem("words"));
    this.list = /** @type {HTMLElement} */ (this.querySelector("ol"));
    this.url = this.dataset.url || "";
    this.time = new LessonTime(Number(this.dataset.now), `${this.url}now/`);
    this.queue = new WordsQueue();
    // Before the keeper of drafts, which would let a form without a network wait.
    this.addEventListener("submit", (event) => this.#submitted(event), { capture: true });
    this.addEventListener("click", (event) => this.#pressed(event));
    this.field.addEventListener("input", () => this.#typed());
    this.addEventListener("keydown", (event) => this.#key(event));
    this.#listen(this.queue);
    this.#showWaiting();
    new SoundSignal(this, this.time, this.queue);
  }

  /** When the first letter was typed: kept beside the draft, so that a reload does not make a note later. */
  get begunName() {
    return `sidebyside.begun/${document.body.dataset.person || ""}${this.url}`;
  }

  #typed() {
    if (!this.field?.value.trim()) localStorage.removeItem(this.begunName);
    else if (!localStorage.getItem(this.begunName)) localStorage.setItem(this.begunName, String(this.time?.ms));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    field.form?.requestSubmit();
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    event.stopPropagation();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const row = form.closest("li");
    if (form === this.form) this.keep(event.submitter instanceof HTMLButtonElement ? event.submitter.value : "", event.timeStamp);
    else if (row && form.dataset.do === "put-away") this.#putAway(row);
    else if (row) this.#changed(row, form);
  }

  /** @param {string} sort @param {number} at of performance.now(): when it was tapped */
  keep(sort, at) {
    const words = this.field?.value.trim() ?? "";
    if ((!words && !sort) || !this.field || !this.time) return;
    const begun = words ? Number(localStorage.getItem(this.begunName)) : 0;
    const noted_at = new Date(Math.round(begun || this.time.at(at))).toISOString();
    const code = newCode();
    this.field.value = "";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    const note = { noted_at, words, sort };
    this.#add(code, note, true);
    this.queue?.put({ code, path: `${this.url}${code}/`, body: note, base: 0 });
    // A tap leaves the keyboard of a phone where it is.
    if (!sort) this.field.focus();
  }

  /** @param {string} code @param {Note} note @param {boolean} waits */
  #add(code, note, waits) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template#note-row"));
    const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    row.dataset.code = code;
    row.classList.toggle("waiting", waits);
    this.list?.prepend(row);
    this.#show(row, note);
  }

  /** @param {HTMLElement} row @param {Note} note */
  #show(row, { noted_at, words, sort }) {
    Object.assign(row.dataset, { at: noted_at, sort });
    const time = /** @type {HTMLTimeElement} */ (row.querySelector("time"));
    time.dateTime = noted_at;
    time.textContent = new Date(noted_at).toLocaleTimeString("en-GB");
    const label = /** @type {HTMLElement} */ (row.querySelector(".sort"));
    label.textContent = sort ? say(`sort.${sort}`) : "";
    /** @type {HTMLElement} */ (row.querySelector(".words")).textContent = words;
    const change = /** @type {HTMLElement} */ (row.querySelector('[data-do="change"]'));
    change.textContent = say(words ? "noteChange" : "noteWord");
    change.setAttribute("aria-label", `${change.textContent}, ${time.textContent} ${label.textContent}`);
    change.hidden = false;
  }

  /** @param {string} code @returns {HTMLElement | null | undefined} */
  row(code) {
    return this.list?.querySelector(`[data-code="${code}"]`);
  }

  /** @param {Event} event */
  #pressed(event) {
    const button = event.target instanceof Element ? event.target.closest('[data-do="change"]') : null;
    const row = button?.closest("li");
    if (row) this.#open(row);
  }

  /** @param {HTMLElement} row */
  #open(row) {
    if (row.querySelector("form.words-form")) return;
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template#note-words"));
    row.append(template.content.cloneNode(true));
    row.classList.add("open");
    const field = /** @type {HTMLTextAreaElement} */ (row.querySelector("textarea"));
    field.value = row.querySelector(".words")?.textContent ?? "";
    field.focus();
  }

  /** @param {HTMLElement} row @param {HTMLFormElement} form */
  #changed(row, form) {
    const words = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("words")).value.trim();
    const { code = "", at = "", sort = "" } = row.dataset;
    form.remove();
    row.classList.remove("open");
    /** @type {HTMLElement} */ (row.querySelector('[data-do="change"]')).focus();
    if (!words && !sort) return;
    const note = { noted_at: at, words, sort };
    this.#show(row, note);
    row.classList.add("waiting");
    this.queue?.put({ code, path: `${this.url}${code}/`, body: note, base: Number(row.dataset.revision || 0) });
  }

  /** @param {HTMLElement} row */
  #putAway(row) {
    const { code = "" } = row.dataset;
    const after = row.nextElementSibling;
    row.remove();
    this.queue?.put({ code, path: `${this.url}${code}/put-away/`, body: {}, base: 0 });
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button plain undo", textContent: say("undo") });
    button.addEventListener("click", () => {
      this.list?.insertBefore(row, after?.isConnected ? after : null);
      this.queue?.put({ code, path: `${this.url}${code}/bring-back/`, body: {}, base: 0 });
      button.remove();
    });
    this.querySelector(".undo")?.remove();
    this.querySelector(".kept")?.before(button);
  }

  async #showWaiting() {
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.list?.querySelectorAll("li") ?? [])) {
      const { at = "", sort = "" } = row.dataset;
      this.#show(row, { noted_at: at, sort, words: row.querySelector(".words")?.textContent ?? "" });
    }
    for (const { code, path, body } of (await this.queue?.pending()) ?? []) {
      const row = this.row(code);
      if (path === `${this.url}${code}/put-away/`) row?.remove();
      else if (path === `${this.url}${code}/` && row) this.#show(row, body);
      else if (path === `${this.url}${code}/`) this.#add(code, body, true);
    }
    this.queue?.send();
  }

  /** @param {WordsQueue} queue */
  #listen(queue) {
    const heard = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) =>
      queue.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    const place = /** @type {HTMLElement} */ (this.querySelector(".kept"));
    heard("state", ({ word }) => {
      place.textContent = say(word);
      place.classList.toggle("waits", !["saving", "saved"].includes(word));
    });
    heard("landed", ({ code, saved }) => {
      const row = this.row(code);
      row?.classList.remove("waiting");
      if (row && saved?.revision) row.dataset.revision = saved.revision;
    });
    heard("refused", ({ problem }) => { place.textContent = problem; });
    heard("clash", ({ code, saved, body }) => this.#both(code, saved, body));
  }

  /** Changed on two devices: both texts stay. @param {string} code @param {any} saved @param {any} body */
  async #both(code, saved, body) {
    const words = saved.words === body.words ? body.words : [saved.words, body.words].filter(Boolean).join("\n");
    const note = { noted_at: saved.noted_at, sort: body.sort || saved.sort, words };
    const row = this.row(code);
    if (row) this.#show(row, note);
    await this.queue?.settle(code, saved, note);
  }
}
customElements.define("live-notes", LiveNotes);
