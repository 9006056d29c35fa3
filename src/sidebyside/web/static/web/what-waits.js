// @ts-check
// What lies on this device and has not reached the server: films, talks, shared films, voice notes and what was written. Reads how
// much there is and since when, never what is in it. Looking makes nothing: a store that is not there stays away.

/** @typedef {{sort: "film" | "talk" | "shared" | "voice" | "words", code: string, person: string, strand: string, size: number, arrived: number, at: number, why: string, row: any}} Waiting */

/** @param {string} name @returns {Promise<IDBDatabase | null>} */
export function openIfThere(name) {
  return new Promise((settle) => {
    if (!window.indexedDB) return settle(null);
    const asked = indexedDB.open(name);
    // It would be made just now, without its tables: let it not be.
    asked.onupgradeneeded = () => asked.transaction?.abort();
    asked.onsuccess = () => settle(asked.result);
    asked.onerror = (event) => { event.preventDefault(); settle(null); };
  });
}

/** All rows of a table, or none where there is no such store.
 * @param {string} name @param {string} table @returns {Promise<any[]>} */
async function rowsOf(name, table) {
  const base = await openIfThere(name);
  if (!base) return [];
  try {
    if (!base.objectStoreNames.contains(table)) return [];
    const asked = base.transaction(table).objectStore(table).getAll();
    return await new Promise((settle) => {
      asked.onsuccess = () => settle(asked.result);
      asked.onerror = () => settle([]);
    });
  } finally {
    base.close();
  }
}

/** @returns {Promise<Waiting[]>} */
async function films() {
  const rows = await rowsOf("sidebyside-filming", "films");
  const parts = rows.length ? await rowsOf("sidebyside-filming", "parts") : [];
  return rows.map((row) => {
    const mine = parts.filter((part) => part.film === row.film);
    return {
      sort: "film", code: row.film, person: row.person, strand: row.strand, at: row.at, why: row.ended ? "" : "cut", row,
      size: mine.reduce((sum, part) => sum + part.size, 0), arrived: mine.reduce((sum, part) => sum + part.sent, 0),
    };
  });
}

/** @returns {Promise<Waiting[]>} */
async function talks() {
  const rows = await rowsOf("sidebyside-talk", "tracks");
  return rows.filter((row) => row.size > 0).map((row) => ({
    sort: "talk", code: row.track, person: row.person, strand: row.strand, size: row.size, arrived: row.sent, at: row.at,
    why: row.lost ? "late" : row.ended ? "" : "recording", row,
  }));
}

/** @returns {Promise<Waiting[]>} */
async function shared() {
  const rows = await rowsOf("sidebyside-shared", "films");
  return rows.map((row) => ({
    sort: "shared", code: row.code, person: row.person, strand: row.strand, size: row.size, arrived: 0, at: row.at,
    why: row.strand ? "open" : "choose", row,
  }));
}

/** @returns {Promise<Waiting[]>} */
async function spoken() {
  const rows = await rowsOf("sidebyside-voice", "notes");
  return rows.filter((row) => row.size > 0).map((row) => ({
    sort: "voice", code: row.once, person: row.person, strand: "", size: row.size, arrived: 0, at: row.at, why: "voice", row,
  }));
}

/** @returns {Promise<Waiting[]>} */
async function written() {
  const rows = await rowsOf("sidebyside-words", "writes");
  return rows.map((row) => ({
    sort: "words", code: String(row.id), person: row.person, strand: "", size: row.sealed?.byteLength || 0, arrived: 0,
    at: row.at, why: "", row,
  }));
}

/** Of everybody who uses this device. @returns {Promise<Waiting[]>} oldest first */
async function everything() {
  const all = (await Promise.all([films(), talks(), shared(), spoken(), written()])).flat();
  return all.sort((one, other) => one.at - other.at);
}

/** What waits for one person; a shared film belongs to nobody until somebody has opened it.
 * @param {string} person */
export async function whatWaits(person) {
  return (await everything()).filter((one) => one.person === person);
}

/** Numbers only: how many films and talks, how many bytes of them are still to go, whether something written waits. */
export async function onThisDevice() {
  const all = await everything();
  const large = all.filter((one) => one.sort !== "words");
  const bytes = large.reduce((sum, one) => sum + Math.max(0, one.size - one.arrived), 0);
  return { count: large.length, bytes, written: all.length > large.length };
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 1e7) return `${Math.round(bytes / 1e6)} MB`;
  return bytes >= 1e5 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;
}
