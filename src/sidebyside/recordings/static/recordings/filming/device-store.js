// @ts-check
// Films on this device, from the camera until the server has every byte: IndexedDB, sealed bytes only (seal.js), written
// through to the disk. Slices that the device has no room for are held in this page.
//
// Nothing here can open a film. A film's rows go only by `remove`, which the courier calls when the server says so.

import { done, written } from "../../web/store-steps.js";

/** One filming. `ended`: it is `parts` parts long and no more will come; `told`: the server knows that. `own`: it is of a
 * lesson of this person's own. `gone`: it was deleted elsewhere before it had ended; its owner says what becomes of what
 * lies here. `as`: they keep it, and the server knows it by this code; its parts stay sealed for the code they had.
 * @typedef {{film: string, person: string, strand: string, sort: string, parts: number, ended: boolean, told: boolean, at: number,
 *  own?: boolean, gone?: boolean, as?: string}} Film */
/** What a filming page knows of its film. @typedef {{film: string, strand: string, sort: string, own?: boolean, as?: string}} Filmed */
/** One run of the recorder. `closed`: nothing is added any more. `sent`: what the server has
 * said it holds; `finished`: it knows that this was all; `ms`: how long it is, as far as it lies here.
 * @typedef {{film: string, number: number, startsAt: number, picture: boolean, size: number, sent: number, closed: boolean, finished: boolean, upload: string, pauses: [number, number][], ms?: number}} Part */
/** @typedef {{film: string, number: number, start: number, bytes: Uint8Array, ms?: number}} Slice */

// Below this a lesson may not find room: a sentence says so and nothing is begun.
export const LEAST_FREE_BYTES = 2e9;
// What a page may hold in memory when the disk is full, before filming ends for the film's sake.
export const MOST_HELD_BYTES = 256 * 1024 * 1024;

/** How much there is room for, as far as it can be found out; null where it cannot. Some browsers tell the same large number
 * of every device, so it is tried: a file of that length is begun and let go, without a byte of it written. */
export async function room() {
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  const free = quota === undefined ? null : Math.max(0, quota - (usage ?? 0));
  if (free !== null && free < LEAST_FREE_BYTES) return free;
  for (const size of [free ?? 16e9, 8e9, 4e9, LEAST_FREE_BYTES]) {
    if (size > (free ?? size)) continue;
    const fits = await hasRoomFor(size);
    if (fits === null) return free;
    if (fits) return size;
  }
  return 0;
}

/** Null where this browser does not say. @param {number} size */
async function hasRoomFor(size) {
  try {
    const root = await navigator.storage.getDirectory();
    const file = await root.getFileHandle("sidebyside-room", { create: true });
    const trial = await file.createWritable();
    try {
      await trial.truncate(size);
      return true;
    } catch (error) {
      return error instanceof DOMException && error.name === "QuotaExceededError" ? false : null;
    } finally {
      await trial.abort();
      await root.removeEntry("sidebyside-room");
    }
  } catch {
    return null;
  }
}

/** Ask that what waits here is not cleared away when the device runs short. */
export async function persist() {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false;
  }
}

export class DeviceStore {
  /** Slices that found no room, by film/number. @type {Map<string, Slice[]>} */
  held = new Map();
  /** Changes of rows that found no room, by kind and key. @type {Map<string, object>} */
  unwritten = new Map();
  /** @type {Promise<IDBDatabase> | undefined} */
  opened = undefined;

  constructor(person = document.body.dataset.person || "") {
    this.person = person;
    this.works = Boolean(person && window.isSecureContext && window.indexedDB && crypto.subtle && navigator.locks);
  }

  get heldBytes() {
    return [...this.held.values()].flat().reduce((sum, slice) => sum + slice.bytes.length, 0);
  }

  /** Oldest first, this person's only. @returns {Promise<Film[]>} */
  async films() {
    const rows = (await this.#base()).transaction("films").objectStore("films");
    /** @type {Film[]} */
    const mine = await done(rows.index("person").getAll(this.person));
    return mine.map((row) => this.#asItIs("films", row.film, row)).sort((one, other) => one.at - other.at);
  }

  /** @param {string} film @returns {Promise<Film | undefined>} */
  async film(film) {
    return (await this.films()).find((row) => row.film === film);
  }

  /** With what this page holds of each counted in. @param {string} film @returns {Promise<Part[]>} */
  async parts(film) {
    const rows = (await this.#base()).transaction("parts").objectStore("parts");
    /** @type {Part[]} */
    const found = await done(rows.getAll(IDBKeyRange.bound([film, 0], [film, Infinity])));
    const parts = found.map((part) => this.#asItIs("parts", [film, part.number], part));
    return parts.map((part) => ({ ...part, size: Math.max(part.size, this.#heldEnd(part)) }));
  }

  /** The first slice of a part makes its row, and the film's where this is its first part.
   * @param {Omit<Film, "person" | "parts" | "ended" | "told" | "at">} film
   * @param {Pick<Part, "number" | "startsAt" | "picture">} part */
  async begin(film, part) {
    const writing = (await this.#base()).transaction(["films", "parts"], "readwrite", { durability: "strict" });
    const films = writing.objectStore("films");
    const known = await done(films.get(film.film));
    // What was told of its end before, by this tab or another, holds no more.
    films.put({ ...film, at: Date.now(), ...known, person: this.person, parts: part.number, ended: false, told: false });
    const fresh = { size: 0, sent: 0, closed: false, finished: false, upload: "", pauses: [] };
    writing.objectStore("parts").put({ ...fresh, ...part, film: film.film });
    await written(writing);
  }

  /** Adds what was sealed. False when the device is full: then this page holds it, until there is room or it was sent.
   * @param {string} film @param {number} number @param {number} start @param {Uint8Array} bytes
   * @param {number} [ms] how long the part is with it */
  async add(film, number, start, bytes, ms = 0) {
    const key = `${film}/${number}`;
    const waiting = [...(this.held.get(key) || []), { film, number, start, bytes, ms }];
    this.held.set(key, waiting);
    // In their order: what lies on the disk has no gap that a later slice hides.
    while (waiting.length && (await this.#write(waiting[0]))) waiting.shift();
    if (!waiting.length) this.held.delete(key);
    return !waiting.length;
  }

  /** @param {Slice} slice */
  async #write(slice) {
    try {
      const writing = (await this.#base()).transaction(["parts", "slices"], "readwrite", { durability: "strict" });
      const rows = writing.objectStore("parts");
      const row = await done(rows.get([slice.film, slice.number]));
      if (row) rows.put({ ...row, size: Math.max(row.size, slice.start + slice.bytes.length), ms: Math.max(row.ms ?? 0, slice.ms ?? 0) });
      writing.objectStore("slices").put(slice);
      await written(writing);
      return true;
    } catch {
      return false;
    }
  }

  /** How much of a film is kept, in ms. @param {string} film */
  async keptMs(film) {
    return (await this.parts(film)).reduce((sum, part) => sum + (part.ms ?? 0), 0);
  }

  /** What was deleted elsewhere and is kept all the same goes anew, under a code of its own. @param {string} film @param {string} code */
  async keepAs(film, code) {
    for (const part of await this.parts(film)) await this.changePart(film, part.number, { upload: "", sent: 0, finished: false });
    await this.changeFilm(film, { as: code, gone: false, ended: true, told: false });
  }

  /** @param {string} film @param {Partial<Film>} changes */
  async changeFilm(film, changes) {
    await this.#change("films", film, changes);
  }

  /** @param {string} film @param {number} number @param {Partial<Part>} changes */
  async changePart(film, number, changes) {
    await this.#change("parts", [film, number], changes);
  }

  /** What follows on from `offset` without a gap, at most `most` bytes.
   * @param {string} film @param {number} number @param {number} offset @param {number} most */
  async read(film, number, offset, most) {
    const rows = (await this.#base()).transaction("slices").objectStore("slices");
    const from = await this.#sliceAt(rows, film, number, offset);
    const range = IDBKeyRange.bound([film, number, from], [film, number, offset + most], false, true);
    /** @type {Slice[]} */
    const kept = await done(rows.getAll(range));
    const found = [...kept, ...(this.held.get(`${film}/${number}`) || [])].sort((one, other) => one.start - other.start);
    const pieces = [];
    let at = offset;
    for (const slice of found) {
      if (slice.start + slice.bytes.length <= at) continue;
      if (slice.start > at || at - offset >= most) break;
      const piece = slice.bytes.subarray(at - slice.start, at - slice.start + (most - (at - offset)));
      pieces.push(piece);
      at += piece.length;
    }
    return new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (pieces)).arrayBuffer());
  }

  /** The server holds everything before `offset`. The device keeps its copy; only what lives in memory is let go.
   * @param {string} film @param {number} number @param {number} offset */
  async sent(film, number, offset) {
    await this.changePart(film, number, { sent: offset });
    const key = `${film}/${number}`;
    const left = (this.held.get(key) || []).filter((slice) => slice.start + slice.bytes.length > offset);
    if (left.length) this.held.set(key, left);
    else this.held.delete(key);
  }

  /** The server has all of it, or it was deleted there. @param {string} film */
  async remove(film) {
    const writing = (await this.#base()).transaction(["films", "parts", "slices"], "readwrite");
    writing.objectStore("films").delete(film);
    writing.objectStore("parts").delete(IDBKeyRange.bound([film, 0], [film, Infinity]));
    writing.objectStore("slices").delete(IDBKeyRange.bound([film, 0], [film, Infinity]));
    await written(writing);
    for (const key of this.held.keys()) if (key.startsWith(`${film}/`)) this.held.delete(key);
  }

  /** Where the slice begins that `offset` lies in. @param {IDBObjectStore} rows @param {string} film @param {number} number @param {number} offset */
  async #sliceAt(rows, film, number, offset) {
    const before = IDBKeyRange.bound([film, number, 0], [film, number, offset]);
    const cursor = await done(rows.openKeyCursor(before, "prev"));
    return cursor ? /** @type {[string, number, number]} */ (cursor.key)[2] : offset;
  }

  /** Where what this page holds of a part ends. @param {Part} part */
  #heldEnd(part) {
    return Math.max(0, ...(this.held.get(`${part.film}/${part.number}`) || []).map((one) => one.start + one.bytes.length));
  }

  /** @param {string} kind @param {IDBValidKey} key @param {object} changes */
  async #change(kind, key, changes) {
    const name = `${kind}/${key}`;
    const all = { ...this.unwritten.get(name), ...changes };
    try {
      const writing = (await this.#base()).transaction(kind, "readwrite", { durability: "strict" });
      const rows = writing.objectStore(kind);
      const row = await done(rows.get(key));
      if (row) rows.put({ ...row, ...all });
      await written(writing);
      this.unwritten.delete(name);
    } catch {
      this.unwritten.set(name, all);
    }
  }

  /** @template T @param {string} kind @param {IDBValidKey} key @param {T} row @returns {T} */
  #asItIs(kind, key, row) {
    return { ...row, ...this.unwritten.get(`${kind}/${key}`) };
  }

  #base() {
    this.opened ??= this.#open();
    return this.opened;
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    const request = indexedDB.open("sidebyside-filming", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("films", { keyPath: "film" }).createIndex("person", "person");
      request.result.createObjectStore("parts", { keyPath: ["film", "number"] });
      request.result.createObjectStore("slices", { keyPath: ["film", "number", "start"] });
    };
    return done(request);
  }
}
