// @ts-check
// What a device needs to film without a network: for each lesson that comes next its code, the server's public key to
// seal with, and how far the server's clock is ahead. No name and no words of anybody; gone at sign-out.

/** @typedef {{strand: string, person: string, words: string, key: string, keyId: number, aheadMs: number, at: number}} Pass */

// As long as somebody stays signed in.
const KEPT_FOR_MS = 14 * 24 * 3600 * 1000;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done(request) {
  return new Promise((settle, fail) => {
    request.onsuccess = () => settle(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** @param {IDBTransactionMode} mode */
async function rows(mode) {
  const request = indexedDB.open("sidebyside-passes", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("passes", { keyPath: ["person", "strand"] });
  const base = await done(request);
  return base.transaction("passes", mode).objectStore("passes");
}

/** These, and no others, of one person. @param {string} person @param {Omit<Pass, "person" | "at">[]} passes */
export async function keep(person, passes) {
  const kept = await rows("readwrite");
  kept.delete(IDBKeyRange.bound([person], [person, []]));
  for (const pass of passes) kept.put({ ...pass, person, at: Date.now() });
  await new Promise((settle) => { kept.transaction.oncomplete = kept.transaction.onabort = () => settle(null); });
}

/** @returns {Promise<Pass[]>} */
export async function all() {
  /** @type {Pass[]} */
  const found = await done((await rows("readonly")).getAll());
  return found.filter((pass) => pass.at > Date.now() - KEPT_FOR_MS);
}
