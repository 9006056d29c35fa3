// @ts-check
// <shared-films>: films that the phone shared with the app, each with the lessons that it may be of. Sending happens
// on the page of the lesson (shared-film.js), where it goes on after whatever comes between.

import { SharedStore } from "./shared-store.js";
import { size } from "./what-waits.js";

/** @typedef {import("./shared-store.js").Shared} Shared */

/** @template T @param {string} id @param {T} none @returns {T} */
function read(id, none) {
  return JSON.parse(document.getElementById(id)?.textContent || "null") ?? none;
}

class SharedFilms extends HTMLElement {
  store = new SharedStore();
  /** @type {Record<string, string>} */
  words = read("shared-words", {});
  /** @type {{code: string, words: string, at: string}[]} */
  lessons = read("shared-lessons", []);

  async connectedCallback() {
    const films = await this.store.claim();
    const none = this.querySelector("[data-none]");
    if (none instanceof HTMLElement) none.hidden = films.length > 0;
    this.querySelector("[data-films]")?.replaceChildren(...films.map((film, index) => this.#shown(film, index === 0)));
  }

  /** @param {Shared} film @param {boolean} isFirst @returns {Node} */
  #shown(film, isFirst) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template[data-one]"));
    const one = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
    const at = (/** @type {string} */ where) => /** @type {HTMLElement} */ (one.querySelector(where));
    at("[data-name]").textContent = film.file.name;
    at("[data-size]").textContent = size(film.size);
    at("legend").textContent = this.words.which;
    at("[data-which]").append(...this.lessons.map((lesson, index) => this.#choice(film, lesson, index)));
    at("[data-which]").hidden = at("[data-send]").hidden = !this.lessons.length;
    // One dark button a page.
    at("[data-send]").classList.toggle("go", isFirst);
    at("[data-send]").textContent = film.strand ? this.words.goOn : this.words.send;
    at("form").addEventListener("submit", (event) => { event.preventDefault(); this.#send(film, one); });
    at("[data-drop]").textContent = this.words.drop;
    at("[data-drop]").addEventListener("click", () => this.#drop(film, one));
    return one;
  }

  /** @param {Shared} film @param {{code: string, words: string, at: string}} lesson @param {number} index */
  #choice(film, lesson, index) {
    const label = document.createElement("label");
    label.className = "choice";
    const input = document.createElement("input");
    const chosen = film.strand ? lesson.code === film.strand : index === 0;
    Object.assign(input, { type: "radio", name: `lesson-${film.code}`, value: lesson.code, checked: chosen, required: true });
    const words = document.createElement("span");
    words.textContent = lesson.words;
    label.append(input, words);
    return label;
  }

  /** @param {Shared} film @param {HTMLElement} one */
  async #send(film, one) {
    const chosen = /** @type {HTMLInputElement | null} */ (one.querySelector("input:checked"));
    if (!chosen) return;
    await this.store.give(film.code, chosen.value);
    location.assign(this.lessons.find((lesson) => lesson.code === chosen.value)?.at ?? "/");
  }

  /** The first press asks, the second does it. @param {Shared} film @param {HTMLElement} one */
  async #drop(film, one) {
    const button = /** @type {HTMLElement} */ (one.querySelector("[data-drop]"));
    if (button.textContent !== this.words.dropSure) {
      button.textContent = this.words.dropSure;
      return;
    }
    await this.store.remove(film.code);
    one.remove();
    const told = this.querySelector("[data-told]");
    if (told) told.textContent = this.words.gone;
    await this.connectedCallback();
  }
}
customElements.define("shared-films", SharedFilms);
