// @ts-check
// Any place of the talk can be heard: the turn's sound, and the picture of the film that was on screen, together.

/** @typedef {{src: string, start: number, length: number}} Sound */

const plays = JSON.parse(document.getElementById("talk-plays")?.textContent || '{"sound": [], "film": ""}');
const words = JSON.parse(document.getElementById("talk-place-words")?.textContent || "{}");
// A turn's edges are where the hearing thought they were.
const AROUND_MS = 150;

/** @param {number} ms */
function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const rest = String(seconds % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

class TalkPlaces extends HTMLElement {
  until = 0;

  connectedCallback() {
    this.heard = /** @type {HTMLElement} */ (this.querySelector("[data-heard]"));
    this.audio = this.heard?.querySelector("audio");
    this.video = this.heard?.querySelector("video");
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("hear-turn", (event) => this.#play(/** @type {HTMLAnchorElement} */ (event.target)));
    document.addEventListener("keydown", (event) => this.#shortcut(event));
    this.audio?.addEventListener("timeupdate", () => this.#stopAtEnd());
    this.#rove();
    this.#foldTable();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const link = target.closest("a[data-turn]");
    const button = target.closest("[data-do]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      if (this.#play(/** @type {HTMLAnchorElement} */ (link))) event.preventDefault();
      else this.#showTable();
    } else if (button?.getAttribute("data-do") === "close") this.#close();
    else if (button?.getAttribute("data-do") === "table") this.#toggleTable();
  }

  /** True where there is something to hear or see here. @param {HTMLAnchorElement | SVGAElement} link */
  #play(link) {
    const { start, end, film } = link.dataset;
    const canHear = start !== undefined && plays.sound.length > 0;
    if (!this.heard || (!canHear && film === undefined)) return false;
    this.heard.hidden = false;
    this.querySelectorAll("a[data-plays]").forEach((one) => one.removeAttribute("data-plays"));
    link.setAttribute("data-plays", "");
    this.#say("turn", link.getAttribute("aria-label") || link.textContent?.trim() || "");
    this.#show(film === undefined ? null : Number(film));
    if (this.audio) this.audio.hidden = !canHear;
    if (canHear) this.#hear(Number(start), Number(end));
    return true;
  }

  /** @param {number | null} at */
  #show(at) {
    this.#say("film", at === null ? words.none : words.film.replace("{at}", clock(at)));
    if (!this.video || !plays.film) return;
    this.video.hidden = at === null;
    if (at === null) return;
    if (!this.video.src) {
      // Not before somebody presses: a visit of this page alone is no viewing of the film.
      this.video.preload = "auto";
      this.video.src = plays.film;
    }
    this.video.currentTime = at / 1000;
  }

  /** @param {number} start @param {number} end */
  #hear(start, end) {
    const sound = /** @type {Sound[]} */ (plays.sound).find((one) => start >= one.start && start < one.start + one.length);
    if (!sound || !this.audio) return this.#say("film", words.silent);
    if (this.audio.dataset.src !== sound.src) {
      this.audio.dataset.src = sound.src;
      this.audio.src = sound.src;
    }
    this.until = (end - sound.start + AROUND_MS) / 1000;
    this.audio.currentTime = Math.max(0, start - sound.start - AROUND_MS) / 1000;
    this.audio.play().catch(() => { /* the controls are there */ });
  }

  #stopAtEnd() {
    if (this.audio && this.until && this.audio.currentTime >= this.until) {
      this.audio.pause();
      this.until = 0;
    }
  }

  #close() {
    this.audio?.pause();
    if (this.heard) this.heard.hidden = true;
    const now = /** @type {HTMLElement | null} */ (this.querySelector("a[data-plays]"));
    now?.removeAttribute("data-plays");
    now?.focus();
  }

  /** @param {string} what @param {string} told */
  #say(what, told) {
    const place = this.heard?.querySelector(`[data-says="${what}"]`);
    if (place) place.textContent = told;
  }

  // The turns of the drawing are one stop for the Tab key; arrows go from turn to turn.

  get #turns() {
    return /** @type {SVGAElement[]} */ ([...this.querySelectorAll("[data-turns] a")]);
  }

  #rove() {
    this.#turns.forEach((one, index) => one.setAttribute("tabindex", index ? "-1" : "0"));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const turns = this.#turns;
    const at = turns.indexOf(/** @type {any} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: turns.length - 1 }[event.key];
    if (at < 0 || to === undefined || !turns[to]) return;
    event.preventDefault();
    turns[at].setAttribute("tabindex", "-1");
    turns[to].setAttribute("tabindex", "0");
    turns[to].focus();
  }

  /** @param {KeyboardEvent} event */
  #shortcut(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, select, textarea")) return;
    if (event.key === "t" || event.key === "T") this.#toggleTable();
    else if (event.key === "Escape" && this.heard && !this.heard.hidden) this.#close();
  }

  // The same as a table: by one key or button.

  #foldTable() {
    const table = this.querySelector("#as-table");
    const button = this.querySelector("[data-do='table']");
    if (!table || !button) return;
    button.removeAttribute("hidden");
    if (!location.hash.startsWith("#turn-")) this.#toggleTable();
  }

  #showTable() {
    if (this.querySelector("#as-table")?.hasAttribute("hidden")) this.#toggleTable();
  }

  #toggleTable() {
    const table = this.querySelector("#as-table");
    if (!table) return;
    const isHidden = table.toggleAttribute("hidden");
    this.querySelector("[data-do='table']")?.setAttribute("aria-expanded", String(!isHidden));
  }
}

customElements.define("talk-places", TalkPlaces);
