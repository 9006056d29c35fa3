// @ts-check
// Tells the server which seconds of a film were really played, so that its owner can see who watched what.
// Stretches are gathered while the film runs, sent every 8 s and at the end, and kept until they have arrived.
// Where the server no longer lets this person watch, `refused` is called: what is buffered must not play on.

import { token } from "./words.js";

const EVERY_MS = 8_000;
// Two samples further apart than this were not one run of the film (a seek, a sleeping tab).
const LARGEST_STEP_MS = 3_000;
const MOST_AT_ONCE = 50;

export class SeenReport {
  /** @param {string} viewing names this visit @param {string} url @param {() => void} refused */
  constructor(viewing, url, refused) {
    this.url = url;
    this.refused = refused;
    this.viewing = viewing;
    /** @type {[number, number][]} */
    this.stretches = [];
    /** @type {number | null} */
    this.last = null;
    this.sentAt = Date.now();
    addEventListener("pagehide", () => this.send());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.send(); });
  }

  /** The piece is at this place of its own and runs. @param {number} ms */
  runs(ms) {
    const at = Math.round(ms);
    const latest = this.stretches.at(-1);
    if (this.last !== null && at > this.last && at - this.last < LARGEST_STEP_MS) {
      if (latest && latest[1] === this.last) latest[1] = at;
      else this.stretches.push([this.last, at]);
    }
    this.last = at;
    if (Date.now() - this.sentAt > EVERY_MS) this.send();
  }

  /** Another clip: what was played before belongs to the one before. @param {string} url */
  turnsTo(url) {
    this.rests();
    this.send();
    this.stretches = [];
    this.url = url;
  }

  rests() {
    this.last = null;
  }

  async send() {
    this.sentAt = Date.now();
    if (!this.stretches.length || !this.url) return;
    const going = this.stretches.splice(0, MOST_AT_ONCE);
    const here = this.url;
    try {
      const answer = await fetch(here, {
        method: "POST",
        keepalive: true,
        redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ v: this.viewing, stretches: going }),
      });
      if ([401, 403, 404, 410].includes(answer.status) && here === this.url) this.refused();
      if (answer.status >= 500 && here === this.url) this.stretches.unshift(...going);
    } catch {
      if (here === this.url) this.stretches.unshift(...going);
    }
  }
}
