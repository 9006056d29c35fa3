// @ts-check
// Voice notes on this device, from the microphone until the server has them: IndexedDB, each piece sealed with a key
// that only this person's signed-in pages carry and bound to person, note and place in it. The next person at this
// device sees nothing and sends nothing.

import { done, written } from "../web/store-steps.js";

/** ``place``: what it belongs to, without the mark of a form; ``to``: as the page sent it; ``path``: of that page.
 * @typedef {{once: string, person: string, place: string, to: string, path: string, type: string, ms: number, size: number, pieces: number, at: number}} Note */
/** @typedef {{once: string, number: number, iv: Uint8Array, sealed: ArrayBuffer}} Piece */

// Whoever comes back is always offered what they said. Where somebody does not, perhaps because their account is erased,
// what nobody can open any more goes when another comes. The page says so (words.py).
const KEPT_FOR_MS = 365 * 24 * 3600 * 1000;

export class VoiceStore {
  constructor(person = document.body.dataset.person || "", hexKey = document.body.dataset.draftKey || "") {
    this.person = person;
    this.works = Boolean(person && hexKey && crypto.subtle && window.indexedDB && navigator.locks);
    if (!this.works) return;
    const raw = Uint8Array.from(hexKey.match(/../g) || [], (pair) => parseInt(pair, 16));
    this.key = crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  /** Only one page shows a note, records into it and sends it: it is that page's until what this answers with is
   * called, or the page goes. Undefined where another page has it.
   * @param {string} once @returns {Promise<(() => void) | undefined>} */
  hold(once) {
    if (!this.works) return Promise.resolve(undefined);
    return new Promise((settle) => {
      // Waits a little: on a reload the page before this one may still be letting go.
      const signal = AbortSignal.timeout(800);
      navigator.locks.request(`sidebyside.voice/${once}`, { signal }, () => new Promise((release) => {
        settle(() => release(undefined));
      })).catch(() => settle(undefined));
    });
  }

  /** @param {{once: string, place: string, to: string, path: string, type: string}} note */
  async begin(note) {
    const writing = await this.#write();
    writing.objectStore("notes").put({ ...note, person: this.person, ms: 0, size: 0, pieces: 0, at: Date.now() });
    await written(writing);
  }

  /** Adds what the microphone gave, ``ms`` after it began. Raises where the device has no room, or the note was let go.
   * @param {string} once @param {number} number @param {Blob} sound @param {number} ms */
  async add(once, number, sound, ms) {
    // Sealed first: a transaction does not wait for anything but its own requests.
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt(this.#params(once, number, iv), await this.#key(), await sound.arrayBuffer());
    const writing = await this.#write();
    const rows = writing.objectStore("notes");
    /** @type {Note | undefined} */
    const row = await done(rows.get(once));
    if (row?.person !== this.person || row.pieces !== number) throw new Error("The note is not here any more.");
    writing.objectStore("pieces").put({ once, number, iv, sealed });
    rows.put({ ...row, ms, size: row.size + sound.size, pieces: number + 1 });
    await written(writing);
  }

  /** This person's, oldest first, however old. What another left here a year ago is let go. @returns {Promise<Note[]>} */
  async notes() {
    if (!this.works) return [];
    const rows = (await this.#base()).transaction("notes").objectStore("notes");
    /** @type {Note[]} */
    const all = await done(rows.getAll());
    const isOld = (/** @type {Note} */ row) => row.person !== this.person && row.at < Date.now() - KEPT_FOR_MS;
    for (const row of all.filter(isOld)) await this.remove(row.once);
    return all.filter((row) => row.size && row.person === this.person).sort((one, other) => one.at - other.at);
  }

  /** What was said, or undefined where it is gone or another key sealed it. @param {string} once */
  async sound(once) {
    const reading = (await this.#base()).transaction(["notes", "pieces"]);
    /** @type {Note | undefined} */
    const row = await done(reading.objectStore("notes").get(once));
    /** @type {Piece[]} */
    const all = await done(reading.objectStore("pieces").getAll(this.#all(once)));
    if (row?.person !== this.person) return undefined;
    try {
      const key = await this.#key();
      const open = all.map((one) => crypto.subtle.decrypt(this.#params(once, one.number, one.iv), key, one.sealed));
      return new Blob(await Promise.all(open), { type: row.type });
    } catch {
      return undefined;
    }
  }

  /** The server has it, or the person lets it go. @param {string} once */
  async remove(once) {
    const writing = await this.#write();
    writing.objectStore("notes").delete(once);
    writing.objectStore("pieces").delete(this.#all(once));
    await written(writing);
  }

  async #write() {
    return (await this.#base()).transaction(["notes", "pieces"], "readwrite", { durability: "strict" });
  }

  /** @param {string} once */
  #all(once) {
    return IDBKeyRange.bound([once, 0], [once, Infinity]);
  }

  #key() {
    return /** @type {Promise<CryptoKey>} */ (this.key);
  }

  /** @returns {Promise<IDBDatabase>} */
  #base() {
    this.opened ??= this.#open();
    return this.opened;
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    const request = indexedDB.open("sidebyside-voice", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("notes", { keyPath: "once" }).createIndex("person", "person");
      request.result.createObjectStore("pieces", { keyPath: ["once", "number"] });
    };
    return done(request);
  }

  /** @param {string} once @param {number} number @param {Uint8Array} iv */
  #params(once, number, iv) {
    const place = `sidebyside.voice/${this.person}/${once}/${number}`;
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) };
  }
}
