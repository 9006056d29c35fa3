// @ts-check
// <live-notes data-url data-now>: notes typed in the lesson. Each keeps the time of its first letter, by this device's
// clock put right by the server's (data-now: milliseconds when the page was made), and waits here while the network
// is away. Enter keeps a note, Shift+Enter begins a new line.

import { WordsQueue } from "./words-queue.js";
import { newCode, say } from "./words.js";

class LiveNotes extends HTMLElement {
  connectedCallback() {
    if (this.queue) return;
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.field = /** @type {HTMLTextAreaElement} */ (this.form.elements.namedItem("words"));
    this.list = /** @type {HTMLElement} */ (this.querySelector("ol"));
    /** @type {Date | null} */
    this.begun = null;
    this.aheadMs = this.#clockAhead();
    this.queue = new WordsQueue();
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.keep(); });
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("submit", (event) => this.#putAway(event));
    this.#listen(this.queue);
    this.#showWaiting();
  }

  /** How far the server's clock is ahead of this one, to about the time that half a request takes. */
  #clockAhead() {
    const [visit] = performance.getEntriesByType("navigation");
    const arrived = performance.timeOrigin + (visit instanceof PerformanceNavigationTiming ? visit.responseStart : 0);
    return Number(this.dataset.now) - arrived;
  }

  #typed() {
    if (!this.field?.value.trim()) this.begun = null;
    else this.begun ??= new Date(Date.now() + (this.aheadMs ?? 0));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.keep();
  }

  keep() {
    const words = this.field?.value.trim() ?? "";
    if (!words || !this.field) return;
    const noted_at = (this.begun ?? new Date(Date.now() + (this.aheadMs ?? 0))).toISOString();
    const code = newCode();
    this.field.value = "";
    this.begun = null;
    this.#add(code, noted_at, words, true);
    this.queue?.put({ code, path: `${this.dataset.url}${code}/`, body: { noted_at, words }, base: 0 });
    this.field.focus();
  }

  /** @param {string} code @param {string} notedAt @param {string} words @param {boolean} waits */
  #add(code, notedAt, words, waits) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    row.dataset.code = code;
    row.classList.toggle("waiting", waits);
    const time = /** @type {HTMLTimeElement} */ (row.querySelector("time"));
    time.dateTime = notedAt;
    time.textContent = new Date(notedAt).toLocaleTimeString("en-GB");
    /** @type {HTMLElement} */ (row.querySelector("span")).textContent = words;
    this.list?.prepend(row);
  }

  /** @param {string} code @returns {HTMLElement | null | undefined} */
  row(code) {
    return this.list?.querySelector(`[data-code="${code}"]`);
  }

  /** @param {SubmitEvent} event */
  #putAway(event) {
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    const code = row?.getAttribute("data-code");
    if (!row || !code) return;
    event.preventDefault();
    const after = row.nextElementSibling;
    row.remove();
    this.queue?.put({ code, path: `${this.dataset.url}${code}/put-away/`, body: {}, base: 0 });
    this.#offerUndo(row, after, code);
  }

  /** @param {Element} row @param {Element | null} after @param {string} code */
  #offerUndo(row, after, code) {
    const place = this.querySelector(".kept");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: say("undo") });
    button.addEventListener("click", () => {
      this.list?.insertBefore(row, after?.isConnected ? after : null);
      this.queue?.put({ code, path: `${this.dataset.url}${code}/bring-back/`, body: {}, base: 0 });
      button.remove();
    });
    place?.parentElement?.querySelector(".undo")?.remove();
    button.classList.add("undo");
    place?.before(button);
  }

  async #showWaiting() {
    for (const { code, path, body } of (await this.queue?.pending()) ?? []) {
      if (path === `${this.dataset.url}${code}/` && !this.row(code)) this.#add(code, body.noted_at, body.words, true);
      else if (path === `${this.dataset.url}${code}/put-away/`) this.row(code)?.remove();
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
    heard("landed", ({ code }) => this.row(code)?.classList.remove("waiting"));
    heard("refused", ({ problem }) => { place.textContent = problem; });
  }
}
customElements.define("live-notes", LiveNotes);
