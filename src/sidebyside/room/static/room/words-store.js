// @ts-check
// Where writes wait on this device until the server has them: IndexedDB, sealed with a key that only this person's
// signed-in pages carry. The next person at this device sees nothing and sends nothing. Where a browser cannot seal
// (no secure context), writes wait in this tab's memory only.

/** @typedef {{code: string, path: string, body: Record<string, any>, base: number, tried: boolean, parked: string}} Write */
/** ``version`` counts the changes of a row: it is changed or removed only as it was read. */
/** @typedef {Write & {id: number, version: number}} KeptWrite */
/** @typedef {{id: number, person: string, at: number, version?: number, sealed: ArrayBuffer, iv: Uint8Array}} Row */

const KEPT_FOR_MS = 60 * 24 * 3600 * 1000;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((settle, fail) => {
    request.onsuccess = () => settle(request.result);
    request.onerror = () => fail(request.error);
  });
}

export class WordsStore {
  /** @param {string} person @param {string} hexKey */
  constructor(person, hexKey) {
    this.person = person;
    this.lasts = Boolean(crypto.subtle && hexKey && window.indexedDB);
    /** @type {Map<number, KeptWrite>} */
    this.memory = new Map();
    this.latest = 0;
    if (this.lasts) {
      this.key = this.#importKey(hexKey);
      this.opened = this.#open();
    }
  }

  /** @param {Write} write @returns {Promise<number>} */
  async add(write) {
    if (!this.lasts) {
      this.latest += 1;
      this.memory.set(this.latest, { ...write, id: this.latest, version: 0 });
      return this.latest;
    }
    const row = { person: this.person, at: Date.now(), version: 0, ...(await this.#seal(write)) };
    return Number(await this.#in("readwrite", (rows) => rows.add(row)));
  }

  /** Answers with the row as it stands now, or null where it was changed or removed since it was read.
   * @param {KeptWrite} kept @returns {Promise<KeptWrite | null>} */
  async replace(kept) {
    const { id, version, ...write } = kept;
    const next = { ...kept, version: version + 1 };
    if (!this.lasts) return this.#unchanged(kept) && this.memory.set(id, next) ? next : null;
    // Sealed first: a transaction does not wait for anything but its own requests.
    const row = { id, version: next.version, person: this.person, at: Date.now(), ...(await this.#seal(write)) };
    return (await this.#ifUnchanged(kept, (rows) => rows.put(row))) ? next : null;
  }

  /** Leaves alone what was changed since it was read. @param {KeptWrite} kept */
  async remove(kept) {
    if (!this.lasts) return this.#unchanged(kept) && this.memory.delete(kept.id);
    return this.#ifUnchanged(kept, (rows) => rows.delete(kept.id));
  }

  /** @param {KeptWrite} kept */
  #unchanged(kept) {
    return this.memory.get(kept.id)?.version === kept.version;
  }

  /** Looks and acts within one transaction. @param {KeptWrite} kept @param {(rows: IDBObjectStore) => IDBRequest} act */
  async #ifUnchanged(kept, act) {
    const rows = await this.#rows("readwrite");
    /** @type {Row | undefined} */
    const found = await done(rows.get(kept.id));
    if (!found || (found.version ?? 0) !== kept.version) return false;
    await done(act(rows));
    return true;
  }

  /** Oldest first. @returns {Promise<KeptWrite[]>} */
  async all() {
    if (!this.lasts) return [...this.memory.values()].map((kept) => ({ ...kept }));
    /** @type {Row[]} */
    const rows = await this.#in("readonly", (store) => store.index("person").getAll(this.person));
    const opened = await Promise.all(rows.sort((one, other) => one.id - other.id).map((row) => this.#unseal(row)));
    return opened.filter((write) => write !== null);
  }

  /** @param {string} hex */
  #importKey(hex) {
    const raw = Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
    return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  }

  /** @returns {Promise<IDBDatabase>} */
  #open() {
    const request = indexedDB.open("sidebyside-words", 1);
    request.onupgradeneeded = () => {
      const rows = request.result.createObjectStore("writes", { keyPath: "id", autoIncrement: true });
      rows.createIndex("person", "person");
    };
    return done(request);
  }

  /** @template T @param {IDBTransactionMode} mode @param {(rows: IDBObjectStore) => IDBRequest<T>} act @returns {Promise<T>} */
  async #in(mode, act) {
    return done(act(await this.#rows(mode)));
  }

  /** @param {IDBTransactionMode} mode */
  async #rows(mode) {
    const base = await /** @type {Promise<IDBDatabase>} */ (this.opened);
    return base.transaction("writes", mode, { durability: "strict" }).objectStore("writes");
  }

  /** @param {Write} write */
  async #seal(write) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(write));
    return { iv, sealed: await crypto.subtle.encrypt(this.#params(iv), await this.#ownKey(), text) };
  }

  /** @param {Row} row @returns {Promise<KeptWrite | null>} */
  async #unseal(row) {
    try {
      const text = await crypto.subtle.decrypt(this.#params(row.iv), await this.#ownKey(), row.sealed);
      return { ...JSON.parse(new TextDecoder().decode(text)), id: row.id, version: row.version ?? 0 };
    } catch {
      // Sealed with another key: not ours to open. Age clears it.
      if (Date.now() - row.at > KEPT_FOR_MS) await this.#in("readwrite", (rows) => rows.delete(row.id));
      return null;
    }
  }

  /** @param {Uint8Array} iv */
  #params(iv) {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`sidebyside.words/${this.person}`) };
  }

  #ownKey() {
    return /** @type {Promise<CryptoKey>} */ (this.key);
  }
}
