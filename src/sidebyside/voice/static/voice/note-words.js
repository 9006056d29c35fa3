// @ts-check
// <note-words data-at data-waits data-page data-like>: what was said in a voice note, as text. "Write it down" is asked
// for without leaving the page, and while it is being written the page looks again; with ``data-page`` it is shown anew
// then. A note that was spoken just now gets its ``data-at`` from the recorder (voice-note.js), like ``data-like``.

import { token } from "../web/token.js";

const FIRST_MS = 3_000;
const LONGEST_MS = 30_000;
const GROWS = 1.25;
const ANSWER_MS = 20_000;

class NoteWords extends HTMLElement {
  static observedAttributes = ["data-at"];

  pause = FIRST_MS;

  connectedCallback() {
    this.addEventListener("click", (event) => this.press(event));
    if (this.hasAttribute("data-waits")) this.later();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  /** @param {string} _name @param {string | null} before @param {string | null} at */
  attributeChangedCallback(_name, before, at) {
    if (at && this.dataset.like && before !== at) this.look();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), this.pause);
    this.pause = Math.min(this.pause * GROWS, LONGEST_MS);
  }

  /** @param {Event} event */
  async press(event) {
    const button = event.target instanceof Element ? event.target.closest('button[value="write"]') : null;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    if (this.asking) return;
    this.asking = true;
    this.pause = FIRST_MS;
    try {
      const told = await this.ask({ method: "POST", body: new URLSearchParams({ do: "write" }) });
      // No model, or signed out: the note's own page says which.
      if (told) this.show(told);
      else location.assign(this.dataset.at || "");
    } catch {
      this.say(this.dataset.away || "");
    }
    this.asking = false;
  }

  async look() {
    const told = await this.ask({}).catch(() => undefined);
    if (told === null) this.removeAttribute("data-waits");
    else if (told && told.state !== "writing" && this.hasAttribute("data-page")) location.reload();
    else if (told) this.show(told);
    else if (this.hasAttribute("data-waits")) this.later();
  }

  /** Null where the note is gone or nobody is signed in, so asking again is no use; undefined where the server has
   * trouble; raises where the line is away.
   * @param {RequestInit} how @returns {Promise<{state: string, piece: string} | null | undefined>} */
  async ask(how) {
    const headers = { Accept: "application/json", "X-CSRFToken": token() };
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(this.dataset.at || "", { ...how, headers, redirect: "manual", signal });
    if (answer.ok) return await answer.json();
    return answer.status === 404 || answer.type === "opaqueredirect" ? null : undefined;
  }

  /** @param {string} words */
  say(words) {
    const said = this.querySelector("[data-says]") || this.appendChild(document.createElement("p"));
    said.setAttribute("data-says", "away");
    said.textContent = words;
  }

  /** @param {{state: string, piece: string}} told */
  show({ state, piece }) {
    const waits = state === "writing";
    this.toggleAttribute("data-waits", waits);
    if (waits) this.later();
    if (this.hasAttribute("data-page")) return;
    const had = this.contains(document.activeElement);
    if (this.shown === piece) return;
    this.shown = piece;
    this.innerHTML = piece;
    if (!had) return;
    this.tabIndex = -1;
    this.focus();
  }
}

customElements.define("note-words", NoteWords);
