// @ts-check
// What is written goes through here: kept on this device first, sent at once when the network is there and later
// when it is not, exactly once, across reload and sign-out. Codes are made here, so that a write that arrives twice
// lands once; each names the revision it was typed over, so that it never lands on a newer one unseen.
//
// queue.put({code, path, body, base})   queue.pending()   queue.settle(code, saved, body | null)
// Events on the queue, detail:
//   state   {word: "saving" | "saved" | "kept" | "keptSignIn" | "keptTab" | "refused" | "clash"}
//   landed  {code, path, saved}          clash {code, path, saved, body}          refused {code, path, problem}

import { WordsStore } from "./words-store.js";
import { say, token } from "./words.js";

/** @typedef {import("./words-store.js").KeptWrite} KeptWrite */

const HAND_RESTS_MS = 600;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
const TIME_FOR_AN_ANSWER_MS = 20_000;

export class WordsQueue extends EventTarget {
  constructor() {
    super();
    this.person = document.body.dataset.person || "";
    this.store = new WordsStore(this.person, document.body.dataset.draftKey || "");
    this.pause = FIRST_PAUSE_MS;
    /** Writes that are not on the device yet. @type {{code: string, path: string, body: Record<string, any>, base: number}[]} */
    this.coming = [];
    /** How many writes are just being kept. */
    this.keeping = 0;
    /** Revisions that this device's own writes have made. @type {Map<string, number>} */
    this.own = new Map();
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`sidebyside.words/${this.person}`) : null;
    this.channel?.addEventListener("message", ({ data }) => this.#landed(data.code, data.path, data.saved));
    addEventListener("online", () => this.send());
    addEventListener("pageshow", () => this.send());
    document.addEventListener("visibilitychange", () => this.send());
    addEventListener("pagehide", () => this.send());
  }

  /** Keep a write: on the device at once, on its way when the hand rests. Typing on replaces what has not been
   * tried yet, so that one write goes out and not a hundred.
   * @param {{code: string, path: string, body: Record<string, any>, base: number}} write */
  async put(write) {
    this.#tell("state", { word: "saving" });
    const newest = this.coming.findLast((one) => one.code === write.code);
    if (newest?.path === write.path) newest.body = write.body;
    else this.coming.push(write);
    this.putting = (this.putting ?? Promise.resolve()).then(() => this.#keepNext());
    await this.putting;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), HAND_RESTS_MS);
  }

  async #keepNext() {
    const write = this.coming.shift();
    if (!write) return;
    this.keeping += 1;
    try {
      await this.#keep(write);
    } catch {
      // A full or closed store: the words still go out from memory.
      this.store.lasts = false;
      await this.#keep(write);
    } finally {
      this.keeping -= 1;
    }
  }

  /** @param {{code: string, path: string, body: Record<string, any>, base: number}} write */
  async #keep(write) {
    const same = (await this.store.all()).filter((kept) => kept.code === write.code);
    const refused = same.filter((kept) => kept.path === write.path && kept.parked && kept.parked !== "clash");
    for (const kept of refused) await this.store.remove(kept);
    // Only the newest may take other words, or what was done in between would come out last.
    const newest = same.at(-1);
    const waits = newest?.path === write.path && !newest.tried && !newest.parked;
    if (newest && waits && (await this.store.replace({ ...newest, body: write.body }))) return;
    await this.store.add({ ...write, tried: false, parked: "" });
  }

  /** What this person wrote here that the server does not have yet. */
  async pending() {
    await this.putting;
    return this.store.all();
  }

  /** After a clash: the writes in question are let go, and what is to stand there is written over the saved one.
   * @param {string} code @param {{revision: number}} saved @param {Record<string, any> | null} body */
  async settle(code, saved, body) {
    const parked = (await this.store.all()).filter((kept) => kept.code === code);
    for (const kept of parked) await this.store.remove(kept);
    this.own.set(code, saved.revision);
    if (body && parked[0]) await this.put({ code, path: parked[0].path, body, base: saved.revision });
    else this.send();
  }

  /** One tab sends at a time; what is already being sent is not begun again. */
  async send() {
    if (this.sending) { this.again = true; return; }
    clearTimeout(this.timer);
    this.sending = true;
    try {
      do {
        this.again = false;
        if (navigator.locks) await navigator.locks.request(`sidebyside.words/${this.person}`, () => this.#drain());
        else await this.#drain();
      } while (this.again);
    } catch {
      // The device failed at keeping or letting go. What it holds is tried again; a write that arrives twice lands once.
      this.#later();
    } finally {
      this.sending = false;
    }
  }

  async #drain() {
    for (;;) {
      const all = await this.store.all();
      const blocked = new Set(all.filter((kept) => kept.parked).map((kept) => kept.code));
      const next = all.find((kept) => !kept.parked && !blocked.has(kept.code));
      if (!next) {
        if (this.coming.length || this.keeping) return;
        const parked = all.find((kept) => kept.parked)?.parked;
        this.#tell("state", { word: parked === "clash" ? "clash" : parked ? "refused" : "saved" });
        return;
      }
      if (!navigator.onLine || !(await this.#sendOne(next))) {
        this.#later();
        return;
      }
    }
  }

  /** @param {KeptWrite} waiting @returns {Promise<boolean>} false when it has to wait */
  async #sendOne(waiting) {
    const kept = waiting.tried ? waiting : await this.store.replace({ ...waiting, tried: true });
    // Other words have just taken its place: those are read and sent instead.
    if (!kept) return true;
    const revision = Math.max(kept.base, this.own.get(kept.code) ?? 0);
    /** @type {Response} */
    let answer;
    try {
      answer = await fetch(kept.path, this.#request({ ...kept.body, revision }));
    } catch {
      return false;
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      this.word = "keptSignIn";
      return false;
    }
    if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) return false;
    const said = await answer.json().catch(() => ({}));
    this.pause = FIRST_PAUSE_MS;
    if (answer.ok) await this.#took(kept, said.saved);
    else await this.#park(kept, answer.status, said);
    return true;
  }

  /** @param {object} body @returns {RequestInit} */
  #request(body) {
    return {
      method: "POST",
      // A browser lets 64 KiB outlive their page; a longer text waits on the device for the next one.
      keepalive: JSON.stringify(body).length < 15_000,
      redirect: "manual",
      signal: AbortSignal.timeout(TIME_FOR_AN_ANSWER_MS),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token(), "X-Person": this.person },
      body: JSON.stringify(body),
    };
  }

  /** @param {KeptWrite} kept @param {any} saved */
  async #took(kept, saved) {
    this.#landed(kept.code, kept.path, saved);
    this.channel?.postMessage({ code: kept.code, path: kept.path, saved });
    await this.store.remove(kept);
  }

  /** @param {string} code @param {string} path @param {any} saved */
  #landed(code, path, saved) {
    if (saved?.revision) this.own.set(code, saved.revision);
    this.#tell("landed", { code, path, saved });
  }

  /** @param {KeptWrite} kept @param {number} status @param {any} said */
  async #park(kept, status, said) {
    const clash = status === 409 && said.saved;
    await this.store.replace({ ...kept, tried: true, parked: clash ? "clash" : "refused" });
    const problem = said.problem || say("refused");
    if (clash) this.#tell("clash", { code: kept.code, path: kept.path, saved: said.saved, body: kept.body });
    else this.#tell("refused", { code: kept.code, path: kept.path, problem });
  }

  #later() {
    this.#tell("state", { word: this.word ?? (this.store.lasts ? "kept" : "keptTab") });
    this.word = undefined;
    this.timer = setTimeout(() => this.send(), this.pause);
    this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
  }

  /** @param {string} name @param {object} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
