// @ts-check
// What the player did waits here until the server has it: numbers only, kept by person, written at once so that a
// closing page loses nothing.

import { post } from "./talk-net.js";

/** @typedef {{code: string, screen: string, film: string, deed: string, at_ms: number, film_ms: number, rate_percent: number, angle?: number}} Report */

const PREFIX = "sidebyside.talk-screen/";
const MOST_AT_ONCE = 200;

export class ScreenQueue {
  sending = false;

  constructor(person = document.body.dataset.person || "") {
    this.person = person;
  }

  /** @param {string} strand @param {Report} report */
  add(strand, report) {
    const name = `${PREFIX}${this.person}/${strand}/${report.screen}`;
    this.#write(name, [...this.#read(name), report]);
  }

  /** @param {RequestInit} [more] */
  async send(more = {}) {
    if (this.sending || !this.person) return;
    this.sending = true;
    try {
      for (const name of this.#names()) while (await this.#sendSome(name, more));
    } catch { /* no network: it waits */ } finally {
      this.sending = false;
    }
  }

  /** True when there is more to send. @param {string} name @param {RequestInit} more */
  async #sendSome(name, more) {
    const some = this.#read(name).slice(0, MOST_AT_ONCE);
    if (!some.length) return false;
    const strand = name.slice(PREFIX.length).split("/")[1];
    const answer = await post(`/cycle/${strand}/talk/screen/`, { events: some }, more);
    // Taken, no report, or too late: none of these gets better by sending it again.
    if (![200, 400, 409].includes(answer.status)) return false;
    const sent = new Set(some.map((report) => report.code));
    this.#write(name, this.#read(name).filter((report) => !sent.has(report.code)));
    return true;
  }

  #names() {
    const names = Array.from({ length: localStorage.length }, (_one, index) => localStorage.key(index) || "");
    return names.filter((name) => name.startsWith(`${PREFIX}${this.person}/`));
  }

  /** @param {string} name @returns {Report[]} */
  #read(name) {
    try { return JSON.parse(localStorage.getItem(name) || "[]"); } catch { return []; }
  }

  /** @param {string} name @param {Report[]} reports */
  #write(name, reports) {
    try {
      if (reports.length) localStorage.setItem(name, JSON.stringify(reports));
      else localStorage.removeItem(name);
    } catch { /* a full device costs the map of the talk, not the talk */ }
  }
}
