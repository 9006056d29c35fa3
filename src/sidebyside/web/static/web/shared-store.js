// @ts-check
// Films that the phone shared with the app, on this device until they have arrived. The service worker puts them in,
// for nobody yet; they become whose pages open them first. Each is the file itself, as it lies in the gallery too.

/** @typedef {{code: string, person: string, strand: string, size: number, at: number, file: File}} Shared */

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((settle, fail) => {
    request.onsuccess = () => settle(request.result);
    request.onerror = () => fail(request.error);
  });
}

export class SharedStore {
  /** @type {Promise<IDBDatabase> | undefined} */
  opened = undefined;

  constructor(person = document.body.dataset.person || "") {
    this.person = person;
    // No key, no content: an account that came back after a lost sign-in waits for these as well.
    this.works = Boolean(person && document.body.dataset.draftKey && window.indexedDB);
  }

  /** This person's, oldest first; what was nobody's yet becomes theirs. @returns {Promise<Shared[]>} */
  async claim() {
    if (!this.works) return [];
    const rows = await this.#rows("readwrite");
    /** @type {Shared[]} */
    const all = await done(rows.getAll());
    for (const row of all) {
      if (row.person) continue;
      row.person = this.person;
      await done(rows.put(row));
    }
    return all.filter((row) => row.person === this.person).sort((one, other) => one.at - other.at);
  }

  /** Which lesson it is of. @param {string} code @param {string} strand */
  async give(code, strand) {
    const rows = await this.#rows("readwrite");
    /** @type {Shared | undefined} */
    const row = await done(rows.get(code));
    if (row?.person === this.person) await done(rows.put({ ...row, strand }));
  }

  /** All of it has arrived, or the person lets it go. @param {string} code */
  async remove(code) {
    const rows = await this.#rows("readwrite");
    /** @type {Shared | undefined} */
    const row = await done(rows.get(code));
    if (row?.person === this.person) await done(rows.delete(code));
  }

  /** @param {IDBTransactionMode} mode */
  async #rows(mode) {
    this.opened ??= this.#open();
    return (await this.opened).transaction("films", mode, { durability: "strict" }).objectStore("films");
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    const request = indexedDB.open("sidebyside-shared", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("films", { keyPath: "code" });
    return done(request);
  }
}
