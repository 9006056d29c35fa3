// @ts-check
// <waiting-list>: what lies on this device and has not arrived, for the person who is signed in. Asks the server of a
// film how much it has and whether it still may come; sending itself is done by the couriers, which "Send now" wakes.

import { VoiceStore } from "../voice/voice-store.js";
import { openIfThere, size, whatWaits } from "./what-waits.js";

/** @typedef {import("./what-waits.js").Waiting} Waiting */
/** @typedef {{words: string, coachee: string, film: string, record: string}} Lesson */

const LOOK_EVERY_MS = 4_000;
/** Where a thing lies: each key there is its code, or begins with it. */
const KEPT = {
  film: { base: "sidebyside-filming", tables: ["films", "parts", "slices"] },
  talk: { base: "sidebyside-talk", tables: ["tracks", "slices"] },
  shared: { base: "sidebyside-shared", tables: ["films"] },
  voice: { base: "sidebyside-voice", tables: ["notes", "pieces"] },
};

/** @param {string} id */
function read(id) {
  return JSON.parse(document.getElementById(id)?.textContent || "{}");
}

class WaitingList extends HTMLElement {
  person = document.body.dataset.person || "";
  words = read("waiting-words");
  /** @type {Record<string, Lesson>} */
  lessons = read("waiting-lessons");
  /** Films that the server does not take from this person now. @type {Set<string>} */
  parked = new Set();
  /** What is shown, so that a list that has not changed keeps its focus. */
  shown = "";
  look = () => this.#look();

  async connectedCallback() {
    addEventListener("online", this.look);
    addEventListener("offline", this.look);
    this.timer = setInterval(this.look, LOOK_EVERY_MS);
    await this.#look();
    await this.#ask();
    await this.#look();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    removeEventListener("online", this.look);
    removeEventListener("offline", this.look);
  }

  async #look() {
    if (this.asking) return;
    const all = grouped(await this.#waiting());
    const now = JSON.stringify([all.map(({ row: _row, ...rest }) => rest), [...this.parked], navigator.onLine]);
    // Asked while this looked: the question stays.
    if (this.asking || now === this.shown) return;
    this.shown = now;
    this.#head(all.length);
    this.querySelector("[data-all]")?.replaceChildren(...all.map((one) => this.#one(one)));
  }

  /** What a tab of this person films just now cannot be touched. */
  async #waiting() {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    const isFilming = held.some((lock) => lock.name === `sidebyside.filming.recorder/${this.person}`);
    const all = await whatWaits(this.person);
    return all.map((one) => (isFilming && one.why === "cut" ? { ...one, why: "recording" } : one));
  }

  /** A film may be known to the server under a right that has gone since: then it stays here and the page says why. */
  async #ask() {
    for (const one of await whatWaits(this.person)) {
      if (one.sort !== "film") continue;
      try {
        const answer = await fetch(`/cycle/${one.strand}/film/device/${one.code}/`, { redirect: "manual" });
        if (answer.status === 404) this.parked.add(one.code);
        else this.parked.delete(one.code);
      } catch { /* no network: the list says so */ }
    }
  }

  /** @param {number} count */
  #head(count) {
    const { none, noneText, one, more } = this.words;
    const heading = count === 0 ? none : count === 1 ? one : more.replace("{n}", String(count));
    put(this.querySelector("[data-heading]"), heading);
    if (!count) put(this.querySelector("[data-text]"), noneText);
  }

  /** @param {Waiting} one */
  #one(one) {
    const sheet = document.createElement("section");
    sheet.className = "sheet";
    sheet.dataset.sort = one.sort;
    const lesson = this.lessons[one.strand];
    const heading = add(sheet, "h2", this.words[one.sort]);
    if (one.sort === "shared" && document.body.dataset.draftKey) add(heading, "bdi", `: ${one.row.file?.name || ""}`);
    if (lesson) add(sheet, "p", lesson.words, "quiet");
    add(sheet, "p", this.#much(one));
    if (one.arrived > 0) {
      const bar = document.createElement("progress");
      Object.assign(bar, { max: one.size, value: one.arrived, ariaLabel: this.#much(one) });
      sheet.append(bar);
    }
    add(sheet, "p", this.#why(one, lesson), "message");
    sheet.append(this.#buttons(one, lesson));
    return sheet;
  }

  /** @param {Waiting} one */
  #much(one) {
    const since = new Date(one.at).toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    const words = one.arrived > 0 ? this.words.arrived : this.words.size;
    const much = words.replace("{arrived}", size(one.arrived)).replace("{size}", size(one.size));
    return `${much} ${this.words.since.replace("{when}", since)}`;
  }

  /** One sentence. @param {Waiting} one @param {Lesson | undefined} lesson @returns {string} */
  #why(one, lesson) {
    const why = this.words.why;
    if (one.sort === "film" && this.parked.has(one.code)) {
      const theirs = lesson && !lesson.film;
      return theirs ? why.parked.replaceAll("{name}", lesson.coachee) : why.refused;
    }
    if (!navigator.onLine && one.why !== "late") return why.offline;
    return why[one.sort === "words" ? "words" : one.why] || why[""];
  }

  /** @param {Waiting} one @param {Lesson | undefined} lesson */
  #buttons(one, lesson) {
    const row = document.createElement("div");
    row.className = "buttons";
    if (one.sort === "shared") row.append(link("/take-in/", one.strand ? this.words.goOnSending : this.words.choose));
    else if (one.sort === "film" && one.why === "cut" && lesson?.record) row.append(link(lesson.record, this.words.goOn));
    else if (one.sort === "film" && !this.parked.has(one.code)) row.append(button(this.words.sendNow, () => this.#send(row)));
    else if (one.sort === "talk" && one.why !== "late") row.append(button(this.words.sendNow, () => this.#send(row)));
    if (one.sort === "voice") row.append(link(one.row.path, this.words.openPage), button(this.words.save, () => this.#save(one)));
    if (one.sort !== "words" && one.why !== "recording") row.append(button(this.words.drop, () => this.#sure(one, row), "plain"));
    return row;
  }

  /** The couriers of this page look again when the network comes back, and so they do now. @param {HTMLElement} row */
  #send(row) {
    dispatchEvent(new Event("online"));
    put(row.querySelector("button"), this.words.sending);
  }

  /** For whoever cannot open its page any more. @param {Waiting} one */
  async #save(one) {
    const sound = await new VoiceStore().sound(one.code);
    const place = this.querySelector("[data-told]");
    put(place, sound?.size ? "" : this.words.notOpened);
    if (place instanceof HTMLElement) place.hidden = Boolean(sound?.size);
    if (!sound?.size) return;
    const url = URL.createObjectURL(sound);
    const ending = sound.type === "audio/mp4" ? "m4a" : "webm";
    Object.assign(document.createElement("a"), { href: url, download: `voice-note.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /** What is deleted here is nowhere else: asked in words, and the way back comes first.
   * @param {Waiting} one @param {HTMLElement} row */
  #sure(one, row) {
    this.asking = true;
    const question = document.createElement("p");
    question.textContent = this.words.dropSure;
    const back = button(this.words.dropNo, () => this.#done(""));
    const yes = button(this.words.dropYes, () => this.#drop(one), "away");
    row.replaceChildren(question, back, yes);
    back.focus();
  }

  /** @param {Waiting} one */
  async #drop(one) {
    await this.#done((await this.#letGo(one)) ? this.words.dropped : this.words.elsewhere);
  }

  /** False where another page has it open just now: a voice note that is shown, spoken or sent is that page's.
   * @param {Waiting} one @returns {Promise<boolean>} */
  async #letGo(one) {
    const go = () => letGo(one).then(() => true);
    if (!navigator.locks) return go();
    if (one.sort === "voice") {
      return navigator.locks.request(`sidebyside.voice/${one.code}`, { ifAvailable: true }, (lock) => (lock ? go() : false));
    }
    const senders = { film: "sidebyside.filming.sender", talk: "sidebyside.talk.courier", shared: "sidebyside.shared", words: "" };
    // After whatever is just being sent, so that nothing is written back behind us.
    return navigator.locks.request(`${senders[one.sort]}/${this.person}`, go);
  }

  /** @param {string} told */
  async #done(told) {
    this.asking = false;
    this.shown = "";
    const place = this.querySelector("[data-told]");
    put(place, told);
    if (place instanceof HTMLElement) place.hidden = !told;
    await this.#look();
    const heading = this.querySelector("[data-heading]");
    if (heading instanceof HTMLElement) { heading.tabIndex = -1; heading.focus(); }
  }
}
customElements.define("waiting-list", WaitingList);

/** What was written is one line, however many words wait. @param {Waiting[]} all */
function grouped(all) {
  const words = all.filter((one) => one.sort === "words");
  const rest = all.filter((one) => one.sort !== "words");
  if (!words.length) return rest;
  return [...rest, { ...words[0], size: words.reduce((sum, one) => sum + one.size, 0) }];
}

/** @param {Waiting} one */
async function letGo(one) {
  if (one.sort === "words") return;
  const kept = KEPT[one.sort];
  const base = await openIfThere(kept.base);
  if (!base) return;
  const writing = base.transaction(kept.tables, "readwrite", { durability: "strict" });
  for (const table of kept.tables) {
    const rows = writing.objectStore(table);
    rows.delete(one.code);
    // Parts and slices have longer keys that begin with the code.
    rows.delete(IDBKeyRange.bound([one.code], [one.code, []]));
  }
  await new Promise((settle) => { writing.oncomplete = writing.onabort = () => settle(null); });
  base.close();
}

/** @param {Element | null} place @param {string} words */
function put(place, words) {
  if (place && place.textContent !== words) place.textContent = words;
}

/** @param {HTMLElement} parent @param {string} name @param {string} words @param {string} [kind] */
function add(parent, name, words, kind = "") {
  const one = document.createElement(name);
  one.textContent = words;
  one.className = kind;
  parent.append(one);
  return one;
}

/** @param {string} words @param {() => void} press @param {string} [kind] */
function button(words, press, kind = "") {
  const one = document.createElement("button");
  Object.assign(one, { type: "button", className: `button ${kind}`, textContent: words });
  one.addEventListener("click", press);
  return one;
}

/** @param {string} href @param {string} words */
function link(href, words) {
  const one = document.createElement("a");
  Object.assign(one, { href, className: "button", textContent: words });
  return one;
}
