// @ts-check
// Sound of a talk on this device, from the microphone until the server has it: IndexedDB, each slice sealed with a key
// that only this person's signed-in pages carry and bound to person, track and place. Slices that the device has no
// room for are held in this page.

import { done, written } from "../web/store-steps.js";

/** @typedef {{track: string, person: string, strand: string, startsMs: number, size: number, sent: number, ended: boolean, told: boolean, lost?: boolean, upload: string, at: number}} Track */
/** @typedef {{track: string, start: number, size: number, iv: Uint8Array, sealed: ArrayBuffer}} Slice */

const KEPT_FOR_MS = 30 * 24 * 3600 * 1000;

export class TalkStore {
  /** Slices that found no room. @type {Map<string, {start: number, bytes: Uint8Array}[]>} */
  held = new Map();

  constructor(person = document.body.dataset.person || "", hexKey = document.body.dataset.draftKey || "") {
    this.person = person;
    this.works = Boolean(person && hexKey && crypto.subtle && window.indexedDB && navigator.locks);
    if (!this.works) return;
    const raw = Uint8Array.from(hexKey.match(/../g) || [], (pair) => parseInt(pair, 16));
    this.key = crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    this.opened = this.#open();
  }

  get isFull() {
    return this.held.size > 0;
  }

  /** @param {string} track @param {string} strand */
  async begin(track, strand) {
    /** @type {Track} */
    const row = { track, person: this.person, strand, startsMs: 0, size: 0, sent: 0, ended: false, told: false, upload: "", at: Date.now() };
    const writing = (await this.#base()).transaction("tracks", "readwrite", { durability: "strict" });
    writing.objectStore("tracks").put(row);
    await written(writing);
  }

  /** @param {string} track @param {Partial<Track>} changes */
  async change(track, changes) {
    const writing = (await this.#base()).transaction("tracks", "readwrite", { durability: "strict" });
    const rows = writing.objectStore("tracks");
    const row = await done(rows.get(track));
    if (row) rows.put({ ...row, ...changes });
    await written(writing);
  }

  /** Oldest first; what was left for a month is let go. @returns {Promise<Track[]>} */
  async tracks() {
    const rows = (await this.#base()).transaction("tracks").objectStore("tracks");
    /** @type {Track[]} */
    const mine = await done(rows.index("person").getAll(this.person));
    const old = mine.filter((row) => row.at < Date.now() - KEPT_FOR_MS);
    for (const row of old) await this.remove(row.track);
    return mine.filter((row) => !old.includes(row)).sort((one, other) => one.at - other.at);
  }

  /** Adds what the microphone gave. False when the device is full: then the page holds it.
   * @param {string} track @param {number} start @param {Uint8Array} bytes */
  async add(track, start, bytes) {
    try {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(this.#params(track, start, iv), await this.#key(), bytes);
      const writing = (await this.#base()).transaction(["tracks", "slices"], "readwrite", { durability: "strict" });
      writing.objectStore("slices").put({ track, start, size: bytes.length, iv, sealed });
      const rows = writing.objectStore("tracks");
      const row = await done(rows.get(track));
      if (row) rows.put({ ...row, size: start + bytes.length });
      await written(writing);
      return true;
    } catch {
      this.held.set(track, [...(this.held.get(track) || []), { start, bytes }]);
      return false;
    }
  }

  /** How much of a track there is, in the store or held. @param {Track} row */
  sizeOf(row) {
    return Math.max(row.size, ...(this.held.get(row.track) || []).map((slice) => slice.start + slice.bytes.length));
  }

  /** What follows on from `offset` without a gap, at most `most` bytes.
   * @param {string} track @param {number} offset @param {number} most */
  async read(track, offset, most) {
    const rows = (await this.#base()).transaction("slices").objectStore("slices");
    /** @type {Slice[]} */
    const all = await done(rows.getAll(IDBKeyRange.bound([track, 0], [track, Infinity])));
    const found = [
      ...all.map((slice) => ({ start: slice.start, size: slice.size, open: () => this.#unseal(slice) })),
      ...(this.held.get(track) || []).map(({ start, bytes }) => ({ start, size: bytes.length, open: async () => bytes })),
    ].sort((one, other) => one.start - other.start);
    const parts = [];
    let at = offset;
    for (const slice of found) {
      if (slice.start + slice.size <= at) continue;
      if (slice.start > at || at - offset >= most) break;
      const bytes = await slice.open();
      const part = bytes.subarray(at - slice.start, at - slice.start + (most - (at - offset)));
      parts.push(part);
      at += part.length;
    }
    return new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());
  }

  /** The server has everything before `offset`. @param {string} track @param {number} offset */
  async drop(track, offset) {
    const writing = (await this.#base()).transaction(["tracks", "slices"], "readwrite");
    const tracks = writing.objectStore("tracks");
    const row = await done(tracks.get(track));
    if (row) tracks.put({ ...row, sent: offset });
    const request = writing.objectStore("slices").openCursor(IDBKeyRange.bound([track, 0], [track, offset]));
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return;
      if (cursor.value.start + cursor.value.size <= offset) cursor.delete();
      cursor.continue();
    };
    await written(writing);
    const held = (this.held.get(track) || []).filter((slice) => slice.start + slice.bytes.length > offset);
    if (held.length) this.held.set(track, held);
    else this.held.delete(track);
  }

  /** @param {string} track */
  async remove(track) {
    const writing = (await this.#base()).transaction(["tracks", "slices"], "readwrite");
    writing.objectStore("tracks").delete(track);
    writing.objectStore("slices").delete(IDBKeyRange.bound([track, 0], [track, Infinity]));
    await written(writing);
    this.held.delete(track);
  }

  #base() {
    return /** @type {Promise<IDBDatabase>} */ (this.opened);
  }

  #key() {
    return /** @type {Promise<CryptoKey>} */ (this.key);
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    const request = indexedDB.open("sidebyside-talk", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("tracks", { keyPath: "track" }).createIndex("person", "person");
      request.result.createObjectStore("slices", { keyPath: ["track", "start"] });
    };
    return done(request);
  }

  /** @param {Slice} slice */
  async #unseal(slice) {
    const params = this.#params(slice.track, slice.start, slice.iv);
    return new Uint8Array(await crypto.subtle.decrypt(params, await this.#key(), slice.sealed));
  }

  /** @param {string} track @param {number} start @param {Uint8Array} iv */
  #params(track, start, iv) {
    const place = `sidebyside.talk/${this.person}/${track}/${start}`;
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) };
  }
}
