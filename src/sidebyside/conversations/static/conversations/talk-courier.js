// @ts-check
// <talk-courier>: brings what this person recorded on this device to the server, whichever page they are on: after a
// lost network, a reload, a closed tab or a sign-out. One tab sends at a time. Says what is left, where it has a place.
//
// Fires "talk-sending" on document with detail {left: bytes, lost: whether some came too late, full}.

import { ScreenQueue } from "./screen-queue.js";
import { post, say, size, token } from "./talk-net.js";
import { TalkStore } from "./talk-store.js";

/** @typedef {import("./talk-store.js").Track} Track */

const CHUNK = 64 * 1024;
const MOST_AT_ONCE = 16 * CHUNK;
const ROUND_MS = 3_000;
const LONGEST_PAUSE_MS = 30_000;
const TUS = { "Tus-Resumable": "1.0.0" };

/** The server cannot be reached, or not as this person: later. */
class Later extends Error {}

export class Courier {
  /** Where the server stands with each track, as far as this page knows. @type {Map<string, number>} */
  offsets = new Map();
  /** Tracks that the server would not take from this page. @type {Set<string>} */
  parked = new Set();
  lost = false;
  busy = false;
  again = false;
  pause = ROUND_MS;

  constructor() {
    this.store = new TalkStore();
    this.screen = new ScreenQueue();
  }

  start() {
    if (!this.store.person || this.started) return this;
    this.started = true;
    addEventListener("online", () => { this.pause = ROUND_MS; this.round(); });
    this.round();
    return this;
  }

  /** Send what there is now; it goes on by itself while anything is left. */
  async round() {
    this.screen.send();
    if (!this.store.works) return;
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    clearTimeout(this.timer);
    let rest = false;
    try {
      await this.#tell();
      await navigator.locks.request(`sidebyside.talk.courier/${this.store.person}`, { ifAvailable: true }, async (lock) => {
        if (lock) await this.#sendAll();
      });
      rest = (await this.#tell()) > 0;
      this.pause = ROUND_MS;
    } catch (error) {
      if (!(error instanceof Later || error instanceof TypeError)) console.warn(error);
      rest = true;
      this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
      await this.#tell();
    } finally {
      this.busy = false;
    }
    if (this.again) { this.again = false; this.round(); }
    else if (rest) this.timer = setTimeout(() => this.round(), this.pause);
  }

  async #tell() {
    const all = await this.store.tracks();
    this.lost ||= all.some((row) => row.lost);
    const rows = all.filter((row) => this.#isWanted(row));
    const left = rows.reduce((sum, row) => sum + this.store.sizeOf(row) - row.sent, 0);
    const detail = { left, lost: this.lost, full: this.store.isFull, open: rows.length };
    document.dispatchEvent(new CustomEvent("talk-sending", { detail }));
    return rows.length;
  }

  async #sendAll() {
    await this.#endWhatNobodyRecords();
    for (const row of await this.store.tracks()) if (this.#isWanted(row)) await this.#send(row);
  }

  /** @param {Track} row */
  #isWanted(row) {
    return !row.lost && !this.parked.has(row.track);
  }

  /** A tab that closed in the middle could not say that its recorder stopped. */
  async #endWhatNobodyRecords() {
    if ((await this.store.tracks()).every((row) => row.ended)) return;
    await navigator.locks.request(`sidebyside.talk.recorder/${this.store.person}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      for (const row of await this.store.tracks()) if (!row.ended) await this.store.change(row.track, { ended: true });
    });
  }

  /** @param {Track} row */
  async #send(row) {
    const isEmpty = !this.store.sizeOf(row) && !row.upload;
    if (row.ended) await this.#tellEnded(row, isEmpty);
    // Nothing is begun for a microphone that has given nothing yet.
    if (isEmpty) return;
    const upload = row.upload || (await this.#create(row));
    if (!upload) return;
    if (!this.offsets.has(row.track) && !(await this.#learn(row, upload))) return;
    while (await this.#sendPart(row.track, upload));
  }

  /** @param {Track} row @param {boolean} isEmpty */
  async #tellEnded(row, isEmpty) {
    if (row.told) return;
    const told = { tracks: [row.track], empty: isEmpty ? [row.track] : [] };
    const answer = await post(`/cycle/${row.strand}/talk/recorder/ended/`, told);
    if (answer.ok) await this.store.change(row.track, { told: true });
    if (answer.ok && isEmpty) await this.store.remove(row.track);
  }

  /** The address of the upload, or nothing where none is wanted. @param {Track} row @returns {Promise<string>} */
  async #create(row) {
    const words = { strand: row.strand, sort: "talk", track: row.track, starts_ms: String(row.startsMs) };
    const metadata = Object.entries(words).map(([key, word]) => `${key} ${btoa(word)}`).join(",");
    const headers = { ...TUS, "Upload-Defer-Length": "1", "Upload-Metadata": metadata, "X-CSRFToken": token() };
    const answer = await fetch("/upload/", { method: "POST", headers });
    if (answer.status === 404 || answer.status === 409) return this.#ask(row);
    if (answer.status !== 201) throw new Later();
    const upload = new URL(answer.headers.get("Location") || "", location.href).pathname;
    await this.store.change(row.track, { upload });
    this.offsets.set(row.track, 0);
    return upload;
  }

  /** What does the server want of a track? @param {Track} row @returns {Promise<string>} */
  async #ask(row) {
    const answer = await fetch(`/cycle/${row.strand}/talk/tracks/${row.track}/`, { redirect: "manual" });
    if (answer.status === 404) { this.parked.add(row.track); return ""; }
    if (!answer.ok) throw new Later();
    const { state, upload, arrived } = await answer.json();
    if (state === "open") {
      await this.store.change(row.track, { upload });
      return upload;
    }
    if (state === "none") { await this.store.change(row.track, { upload: "" }); return ""; }
    if (state === "expired") { this.lost = true; this.parked.add(row.track); return ""; }
    if (state === "finished") await this.#finished(row, arrived ?? row.sent);
    else await this.#forget(row.track);
    return "";
  }

  /** @param {Track} row @param {string} upload */
  async #learn(row, upload) {
    const answer = await fetch(upload, { method: "HEAD", headers: TUS });
    if (answer.status === 404 || answer.status === 410) { await this.#ask(row); return false; }
    if (!answer.ok) throw new Later();
    const offset = Number(answer.headers.get("Upload-Offset"));
    if (!answer.headers.get("Upload-Expires")) { await this.#finished(row, offset); return false; }
    this.offsets.set(row.track, offset);
    return true;
  }

  /** Sends one part; true when there may be another. @param {string} track @param {string} upload */
  async #sendPart(track, upload) {
    const row = (await this.store.tracks()).find((one) => one.track === track);
    if (!row) return false;
    const offset = this.offsets.get(track) || 0;
    let bytes = await this.store.read(track, offset, MOST_AT_ONCE);
    // The server was put back to before what this device has let go of: ended now, the rest would be lost here too.
    if (row.ended && !offset && !bytes.length && this.store.sizeOf(row)) { await this.#finished(row, 0); return false; }
    const isLast = row.ended && bytes.length < MOST_AT_ONCE;
    // The server keeps whole chunks only, until the last.
    if (!isLast) bytes = bytes.subarray(0, bytes.length - (bytes.length % CHUNK));
    if (!isLast && !bytes.length) return false;
    const headers = /** @type {Record<string, string>} */ ({
      ...TUS, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream", "X-CSRFToken": token(),
    });
    // It may have ended since this round began.
    if (isLast) await this.#tellEnded(row, false);
    if (isLast) headers["Upload-Length"] = String(offset + bytes.length);
    const answer = await fetch(upload, { method: "PATCH", headers, body: bytes });
    const now = answer.headers.get("Upload-Offset");
    if (answer.status === 404 || answer.status === 410) { this.offsets.delete(track); await this.#ask(row); return false; }
    if (answer.status === 409 && now !== null) { this.offsets.delete(track); return this.#learn(row, upload); }
    if (answer.status !== 204 || now === null) { this.offsets.delete(track); throw new Later(); }
    this.offsets.set(track, Number(now));
    if (isLast) { await this.#finished(row, Number(now)); return false; }
    await this.store.drop(track, Number(now));
    await this.#tell();
    return true;
  }

  /** The server takes no more of it. What it never got stays here, and is not passed over in silence.
   * @param {Track} row @param {number} arrived in bytes */
  async #finished(row, arrived) {
    if (arrived >= this.store.sizeOf(row)) return this.#forget(row.track);
    await this.store.change(row.track, { lost: true });
    this.offsets.delete(row.track);
  }

  /** The server has all of it, or wants none of it any more. @param {string} track */
  async #forget(track) {
    await this.store.remove(track);
    this.offsets.delete(track);
  }
}

export const courier = new Courier().start();

class TalkCourier extends HTMLElement {
  connectedCallback() {
    document.addEventListener("talk-sending", (event) => {
      const { left, lost } = /** @type {CustomEvent} */ (event).detail;
      const said = left > 0 ? say("courier", { left: size(left) }) : this.hadSome ? say("courierDone") : "";
      this.hadSome ||= left > 0;
      const sentence = [said, lost ? say("lost") : ""].filter(Boolean).join(" ");
      this.hidden = !sentence;
      if (this.sentence === sentence) return;
      this.sentence = sentence;
      this.replaceChildren(sentence, " ", left > 0 ? this.#link() : "");
    });
  }

  /** Where all that waits on this device is listed. */
  #link() {
    const link = document.createElement("a");
    link.href = "/waiting/";
    link.textContent = say("whatWaits");
    return link;
  }
}
customElements.define("talk-courier", TalkCourier);
