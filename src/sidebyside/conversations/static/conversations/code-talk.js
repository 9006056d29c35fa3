// @ts-check
// Coding a talk by keyboard or touch: one list of turns, one sheet for the turn that is chosen. The page works by
// forms without this; with it nothing is loaded anew, and a lost network loses no choice.

import { ChoiceQueue } from "./choice-queue.js";

/** @typedef {{told: string[], words: string, sure: string, because: string[], more: Record<string, string>}} Suggested */
/** @typedef {{told: string[], cannot: boolean, words: string, more: Record<string, string>, seen: number, listed: boolean, suggested: Suggested | null}} Cell */
/** @typedef {{code: string, cells: Record<string, Cell>}} Turn */

const data = JSON.parse(document.getElementById("codes-data")?.textContent || "null") || { order: [] };
const words = JSON.parse(document.getElementById("codes-words")?.textContent || "{}");
const EVERY_MS = 20_000;
const AWAITING_MS = 4_000;

/** @param {string} key @param {Record<string, string | number>} [values] */
const say = (key, values = {}) => String(words[key] || "").replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));

/**
 * A turn as `codes/packing.py` packed it: the list carries its code, the tables what was suggested and why.
 * @param {HTMLAnchorElement} link @param {any[][]} packed @returns {Turn}
 */
function unpacked(link, packed) {
  /** @type {Record<string, Cell>} */
  const cells = {};
  data.order.forEach((/** @type {string} */ dimension, /** @type {number} */ place) => {
    const [at, ...rest] = packed[place];
    const own = typeof rest.at(-1) === "object" ? rest.pop() : null;
    const offer = data.offers[at];
    const because = rest.map((one) => data.reasons[one]);
    const suggested = offer ? { ...offer, because } : null;
    const open = { told: [], cannot: false, words: "", more: offer?.more || {}, seen: 0 };
    cells[dimension] = { ...open, ...own, listed: Boolean(offer?.listed), suggested };
  });
  return { code: new URL(link.href).searchParams.get("turn") || "", cells };
}

class CodeTalk extends HTMLElement {
  at = 0;
  /** @type {{turn: string, dimension: string}[]} */
  done = [];

  connectedCallback() {
    this.links = /** @type {HTMLAnchorElement[]} */ ([...this.querySelectorAll("[data-code-turn]")]);
    this.turns = this.links.map((link, index) => unpacked(link, (data.turns || [])[index]));
    this.sheet = /** @type {HTMLElement} */ (this.querySelector(".code-sheet"));
    if (!this.sheet || !this.turns.length) return;
    this.queue = new ChoiceQueue(this.dataset.strand || "", this.dataset.base || "", (...told) => this.#answered(...told));
    this.at = Math.max(0, this.links.findIndex((link) => link.getAttribute("aria-current") === "true"));
    this.querySelector("[data-do='keys']")?.removeAttribute("hidden");
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("submit", (event) => this.#submitted(event));
    this.addEventListener("change", (event) => this.#changed(event));
    document.addEventListener("keydown", (event) => this.#key(event));
    window.addEventListener("online", () => this.#sendOn());
    this.#rove();
    this.queue.open().then(() => this.#sendOn());
    setInterval(() => this.#look(), this.#awaits ? AWAITING_MS : EVERY_MS);
  }

  // Which turn, which dimension

  get turn() { return this.turns[this.at]; }

  get #awaits() { return this.hasAttribute("data-awaits"); }

  get dimension() {
    const open = this.sheet.querySelector("details.dimension[open]");
    return open?.getAttribute("data-dimension") || data.order[0];
  }

  /** @param {number} to @param {boolean} [focus] */
  #go(to, focus = true) {
    if (!this.turns[to]) return;
    this.at = to;
    this.#rove();
    this.#showSheet();
    if (focus) this.links[to].focus({ preventScroll: true });
    if (window.matchMedia("(min-width: 60rem)").matches) this.links[to].scrollIntoView({ block: "nearest" });
  }

  #rove() {
    this.links.forEach((link, index) => {
      link.tabIndex = index === this.at ? 0 : -1;
      if (index === this.at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  }

  /** @param {number} by */
  #turnTo(by) {
    const order = /** @type {string[]} */ (data.order);
    const to = order[(order.indexOf(this.dimension) + by + order.length) % order.length];
    const found = /** @type {HTMLDetailsElement | null} */ (this.sheet.querySelector(`[data-dimension="${to}"]`));
    this.sheet.querySelectorAll("details.dimension[open]").forEach((one) => one.removeAttribute("open"));
    if (!found) return;
    found.open = true;
    found.scrollIntoView({ block: "nearest" });
    this.#tell(`${found.querySelector("summary span")?.textContent}: ${found.querySelector("[data-says='now']")?.textContent}`);
  }

  // What was pressed

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLAnchorElement | null} */ (target.closest("[data-code-turn]"));
    if (event.ctrlKey || event.metaKey) return;
    if (link) {
      event.preventDefault();
      this.#go(this.links.indexOf(link));
      if (!window.matchMedia("(min-width: 60rem)").matches) this.sheet.scrollIntoView();
      return;
    }
    const step = target.closest("[data-go]");
    if (step) {
      event.preventDefault();
      return this.#go(this.at + Number(step.getAttribute("data-go")), false);
    }
    if (target.closest("[data-do='keys']")) this.#keys();
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const dimension = form.closest("[data-dimension]")?.getAttribute("data-dimension");
    if (!dimension) return;
    event.preventDefault();
    if (form.hasAttribute("data-takes")) return this.#take(dimension);
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.name === "do") return this.#do(dimension, button.value);
    if (button?.name === "also") return this.#also(dimension, button.value);
    if (button?.name === "value") this.#choose(dimension, [button.value]);
  }

  /** A tag, words or kind of question that changes belongs to what is chosen already. @param {Event} event */
  #changed(event) {
    const field = /** @type {HTMLElement} */ (event.target);
    const dimension = field.closest("[data-dimension]")?.getAttribute("data-dimension");
    if (!dimension || !field.matches("select, input:not([type='hidden'])")) return;
    const cell = this.turn.cells[dimension];
    const told = dimension === "subject" ? ["starts"] : cell.told;
    if (told.length) this.#choose(dimension, told);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("input, select, textarea, dialog, audio, video")) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "z") { event.preventDefault(); this.#undo(); }
      return;
    }
    if (event.altKey) return;
    const onButton = target.closest("button, summary, a:not([data-code-turn])");
    const does = this.#deed(event, Boolean(onButton));
    if (does) { event.preventDefault(); does(); }
  }

  /** What a key stands for here; undefined where it stands for nothing. @param {KeyboardEvent} event @param {boolean} onButton */
  #deed(event, onButton) {
    const dimension = this.dimension;
    const fixed = {
      ArrowDown: () => this.#go(this.at + 1), ArrowUp: () => this.#go(this.at - 1),
      ArrowRight: () => this.#turnTo(1), ArrowLeft: () => this.#turnTo(-1),
      Home: () => this.#go(0), End: () => this.#go(this.turns.length - 1),
      Backspace: () => this.#do(dimension, "open"), Delete: () => this.#do(dimension, "open"),
      0: () => this.#do(dimension, "cannot"), "?": () => this.#keys(), h: () => this.#glossary(), z: () => this.#undo(),
    }[event.key];
    if (fixed) return fixed;
    if (event.key === "Enter" && !onButton) return event.shiftKey ? () => this.#takeAll() : () => this.#take(dimension);
    if (event.key === " " && !onButton) return () => this.#hear();
    const value = data.keys[dimension]?.[event.key.toLowerCase()];
    if (value === undefined) return undefined;
    if (data.several.includes(dimension) && (event.shiftKey || dimension === "stimulus")) return () => this.#also(dimension, value);
    return () => this.#choose(dimension, [value]);
  }

  #keys() {
    const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("code-keys"));
    dialog?.showModal();
  }

  /** Opens it and goes there; pressed again, it closes and the turn is where it was. */
  #glossary() {
    const found = /** @type {HTMLDetailsElement | null} */ (document.getElementById("glossary"));
    if (!found) return;
    found.open = !found.open;
    if (found.open) found.querySelector("summary")?.focus();
    else this.links[this.at].focus();
  }

  #hear() {
    this.links[this.at].dispatchEvent(new CustomEvent("hear-turn", { bubbles: true }));
  }

  // Choosing

  /** @param {string} dimension */
  #take(dimension) {
    const there = this.turn.cells[dimension].suggested;
    if (!there) return this.#tell(say("nothing"));
    this.#send(dimension, there.told, there.more, there.words);
  }

  #takeAll() {
    for (const dimension of data.order) {
      const cell = this.turn.cells[dimension];
      if (cell.suggested && !cell.words) this.#take(dimension);
    }
    this.#go(this.at + 1);
  }

  /** @param {string} dimension @param {string} value */
  #also(dimension, value) {
    const told = this.turn.cells[dimension].told;
    const next = told.includes(value) ? told.filter((one) => one !== value) : [...told, value];
    if (next.length) this.#choose(dimension, next);
    else this.#do(dimension, "open");
  }

  /** @param {string} dimension @param {string[]} told */
  #choose(dimension, told) {
    this.#send(dimension, told, this.#fields(dimension), this.#labels(dimension, told));
  }

  /** What stands in the sheet beside the choice. @param {string} dimension */
  #fields(dimension) {
    /** @type {Record<string, string>} */
    const more = {};
    const form = this.sheet.querySelector(`[data-dimension="${dimension}"] [data-choose]`);
    form?.querySelectorAll("select, input[name='words']").forEach((field) => {
      more[/** @type {HTMLInputElement} */ (field).name] = /** @type {HTMLInputElement} */ (field).value;
    });
    return more;
  }

  /** @param {string} dimension @param {string[]} told */
  #labels(dimension, told) {
    return told.map((one) => data.labels[dimension][one]).join(", ");
  }

  /** @param {string} dimension @param {string} deed */
  #do(dimension, deed) {
    const cell = this.turn.cells[dimension];
    if (deed === "undo") return this.#undoOf(this.turn.code, dimension);
    if (deed === "open" && !cell.words) return;
    const next = { told: [], cannot: deed === "cannot", words: deed === "cannot" ? say("cannot") : "" };
    this.#put(dimension, next, [["do", deed]]);
  }

  /** @param {string} dimension @param {string[]} told @param {Record<string, string>} more @param {string} said */
  #send(dimension, told, more, said) {
    /** @type {[string, string][]} */
    const fields = told.map((one) => ["value", one]);
    for (const [key, value] of Object.entries(more)) if (value) fields.push([key, value]);
    this.#put(dimension, { told, cannot: false, words: said, more: { ...this.turn.cells[dimension].more, ...more } }, fields);
  }

  /** @param {string} dimension @param {Partial<Cell>} next @param {[string, string][]} fields */
  #put(dimension, next, fields) {
    const turn = this.turn;
    const cell = turn.cells[dimension];
    this.done.push({ turn: turn.code, dimension });
    const seen = String(cell.seen);
    Object.assign(cell, next, { seen: cell.seen + 1 });
    this.#showTurn(this.at);
    this.#showSheet();
    const name = this.#nameOf(dimension);
    this.#tell(cell.words ? say("saved", { name, words: cell.words }) : say("taken", { name }));
    this.#queue({ turn: turn.code, dimension, fields: [["seen", seen], ...fields] });
  }

  #undo() {
    const last = this.done.pop();
    if (last) this.#undoOf(last.turn, last.dimension);
  }

  /** @param {string} code @param {string} dimension */
  #undoOf(code, dimension) {
    const cell = this.turns.find((one) => one.code === code)?.cells[dimension];
    if (!cell) return;
    this.#queue({ turn: code, dimension, fields: [["seen", String(cell.seen)], ["do", "undo"]] });
    this.#tell(say("undone"));
  }

  /** @param {import("./choice-queue.js").Choice} choice */
  async #queue(choice) {
    await this.queue?.add(choice);
    this.#waits();
  }

  async #sendOn() {
    const waited = this.queue?.waiting.length;
    if (waited && await this.queue?.send()) this.#tell(say("sent"));
    this.#waits();
  }

  #waits() {
    const n = this.queue?.waiting.length || 0;
    const away = n > 0 && !this.queue?.sending;
    this.#problem(away ? say("waits", { n }) : "", "waits");
  }

  /** What the server says of a choice. @param {import("./choice-queue.js").Choice} choice @param {number} status @param {any} told */
  #answered(choice, status, told) {
    const at = this.turns.findIndex((one) => one.code === choice.turn);
    const cell = this.turns[at]?.cells[choice.dimension];
    if (!cell) return;
    const isLast = !this.queue?.waiting.some((one) => one.turn === choice.turn && one.dimension === choice.dimension);
    if (told.cell && (isLast || status === 409)) Object.assign(cell, told.cell, { suggested: cell.suggested, listed: cell.listed });
    if (status === 409 && !told.cell) Object.assign(cell, { told: [], cannot: false, words: "", seen: 0 });
    this.#showTurn(at);
    if (at === this.at) this.#showSheet();
    if (status !== 200) this.#problem(told.sentence || (status === 404 ? say("gone") : say("stays")), "clash");
    else if (this.problemIs === "clash") this.#problem("", "");
  }

  // Showing

  /** @param {string} dimension */
  #nameOf(dimension) {
    return this.sheet.querySelector(`[data-dimension="${dimension}"] summary span`)?.textContent || "";
  }

  #showSheet() {
    const turn = this.turn;
    const link = this.links[this.at];
    this.#text("place", say("turn", { n: this.at + 1, all: this.turns.length }));
    this.#text("text", link.querySelector("span")?.textContent || "");
    this.#text("who", link.querySelector("small")?.textContent || "");
    const hue = link.closest("li")?.className || "";
    const quote = this.sheet.querySelector("blockquote");
    if (quote) quote.className = hue;
    this.querySelectorAll("[data-go]").forEach((step) => {
      step.toggleAttribute("hidden", !this.turns[this.at + Number(step.getAttribute("data-go"))]);
    });
    for (const dimension of data.order) this.#showDimension(dimension, turn.cells[dimension]);
  }

  /** @param {string} dimension @param {Cell} cell */
  #showDimension(dimension, cell) {
    const place = this.sheet.querySelector(`[data-dimension="${dimension}"]`);
    if (!place) return;
    const now = place.querySelector("[data-says='now']");
    if (now) {
      now.textContent = cell.words || (cell.suggested ? `${cell.suggested.words}?` : "–");
      now.classList.toggle("is-coded", Boolean(cell.words));
    }
    this.#showSuggested(place, cell.suggested);
    place.querySelectorAll("button.value").forEach((one) => {
      const button = /** @type {HTMLButtonElement} */ (one);
      const isOn = button.name === "do" ? cell.cannot : cell.told.includes(button.value);
      button.setAttribute("aria-pressed", String(isOn));
    });
    place.querySelectorAll("select, input[name='words']").forEach((one) => {
      const field = /** @type {HTMLInputElement} */ (one);
      if (field.closest("[data-choose]")) field.value = (cell.words ? cell.more : cell.suggested?.more || {})[field.name] || "";
    });
    place.querySelector("[data-do='open']")?.toggleAttribute("hidden", !cell.words);
    place.querySelector("[data-do='undo']")?.toggleAttribute("hidden", !cell.seen);
  }

  /** @param {Element} place @param {Suggested | null} there */
  #showSuggested(place, there) {
    const box = place.querySelector("[data-suggested]");
    box?.toggleAttribute("hidden", !there);
    if (!there || !box) return;
    const told = { suggested: there.words, sure: there.sure, because: there.because.length ? `${say("because")} ${there.because.join(", ")}` : "" };
    for (const [key, text] of Object.entries(told)) {
      const line = box.querySelector(`[data-says="${key}"]`);
      if (line) line.textContent = text;
    }
  }

  /** The line of the list. @param {number} at */
  #showTurn(at) {
    const chips = this.links[at].closest("li")?.querySelector("[data-chips]");
    if (!chips) return;
    chips.replaceChildren();
    for (const dimension of data.order) {
      const cell = this.turns[at].cells[dimension];
      if (!cell.words && !(cell.listed && cell.suggested)) continue;
      const chip = document.createElement("span");
      chip.className = cell.words ? "chip is-coded" : "chip";
      chip.textContent = cell.words || `${cell.suggested?.words}?`;
      chips.append(chip);
    }
    this.#showFar();
  }

  #showFar() {
    const place = document.querySelector("[data-says='far']");
    const n = this.turns.filter((turn) => Object.values(turn.cells).some((cell) => cell.words)).length;
    if (place) place.textContent = say("far", { n, all: this.turns.length });
  }

  /** @param {string} what @param {string} told */
  #text(what, told) {
    const place = this.sheet.querySelector(`[data-says="${what}"]`);
    if (place) place.textContent = told;
  }

  /** @param {string} told */
  #tell(told) {
    const place = this.querySelector("[data-says='told']");
    if (place) place.textContent = told;
  }

  problemIs = "";

  /** @param {string} told @param {string} sort */
  #problem(told, sort) {
    if (!told && this.problemIs && this.problemIs !== sort && sort) return;
    this.problemIs = told ? sort : "";
    this.#text("problem", told);
  }

  // What the other one does meanwhile

  async #look() {
    if (document.hidden || this.queue?.waiting.length) return;
    try {
      const answer = await fetch(this.dataset.state || "", { headers: { "X-Talk": "part" } });
      if (!answer.ok) return;
      const told = await answer.json();
      if (this.#awaits && told.suggested > 0) return this.#suggested();
      const asked = this.asked;
      this.asked = told.asked;
      if (asked !== undefined && told.asked && asked !== told.asked) return this.#problem(say("asked"), "other");
      const phase = this.phase;
      this.phase = told.phase;
      if (phase && phase !== told.phase) return this.#problem(say("phase"), "other");
      const before = this.lastSeen;
      this.lastSeen = `${told.revision} ${told.phase} ${told.by_other}`;
      if (before && before !== this.lastSeen) this.#problem(say("other"), "other");
    } catch { /* no network */ }
  }

  /** Whoever has begun is not interrupted. */
  #suggested() {
    this.removeAttribute("data-awaits");
    if (this.done.length || document.activeElement?.closest("input, select, textarea, dialog")) this.#problem(say("suggested"), "other");
    else location.reload();
  }

  lastSeen = "";
  /** @type {string | undefined} */
  asked;
  phase = "";
}

customElements.define("code-talk", CodeTalk);
