// @ts-check
// Choices wait here until the server has them: written at once, kept by person and sealed with the key that only this
// person's signed-in pages carry. Where a browser cannot seal, they wait in this tab's memory.

import { token } from "./talk-net.js";

/** @typedef {{turn: string, dimension: string, fields: [string, string][]}} Choice */

const person = document.body.dataset.person || "";
const hex = document.body.dataset.draftKey || "";
const canSeal = Boolean(crypto.subtle && hex);

function importKey() {
  const raw = Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export class ChoiceQueue {
  /** @type {Choice[]} */
  waiting = [];
  sending = false;

  /** @param {string} strand @param {string} base @param {(choice: Choice, status: number, answer: any) => void} answered */
  constructor(strand, base, answered) {
    this.name = `sidebyside.talk-codes/${person}/${strand}`;
    this.base = base;
    this.answered = answered;
  }

  async open() {
    try {
      const [iv, body] = JSON.parse(localStorage.getItem(this.name) || "[]");
      if (!iv || !canSeal) return;
      const bytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
      const params = { name: "AES-GCM", iv: bytes(iv) };
      const plain = await crypto.subtle.decrypt(params, await importKey(), bytes(body));
      this.waiting.push(...JSON.parse(new TextDecoder().decode(plain)));
    } catch {
      localStorage.removeItem(this.name);
    }
  }

  /** @param {Choice} choice */
  async add(choice) {
    this.waiting.push(choice);
    await this.#keep();
    return this.send();
  }

  /** True when nothing waits any more. */
  async send() {
    if (this.sending) return false;
    this.sending = true;
    try {
      while (this.waiting.length) {
        const [choice] = this.waiting;
        const answer = await this.#post(choice);
        // Signed out, or the server is away: it waits. All else does not get better by sending it again.
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status >= 500) return false;
        this.waiting.shift();
        await this.#keep();
        this.answered(choice, answer.status, await answer.json().catch(() => ({})));
      }
      return true;
    } catch {
      return false;
    } finally {
      this.sending = false;
    }
  }

  /** @param {Choice} choice */
  #post(choice) {
    const body = new URLSearchParams(choice.fields);
    const headers = { "X-CSRFToken": token(), "X-Talk": "part" };
    const url = `${this.base}${choice.turn}/${choice.dimension}/`;
    return fetch(url, { method: "POST", headers, body, redirect: "manual" });
  }

  async #keep() {
    if (!canSeal) return;
    try {
      if (!this.waiting.length) return localStorage.removeItem(this.name);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const text = new TextEncoder().encode(JSON.stringify(this.waiting));
      const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await importKey(), text));
      const told = (/** @type {Uint8Array} */ bytes) => btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
      localStorage.setItem(this.name, JSON.stringify([told(iv), told(sealed)]));
    } catch { /* a full device: it waits in memory */ }
  }
}
