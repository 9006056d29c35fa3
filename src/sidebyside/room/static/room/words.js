// @ts-check
// What the room's scripts say. The page brings the sentences, translated; here only names are filled in.

/** @type {Record<string, string>} */
const words = JSON.parse(document.getElementById("room-words")?.textContent || "{}");

/** @param {string} key @param {Record<string, string | number>} [values] */
export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** crypto.randomUUID needs a secure context, this does not. */
export function newCode() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
}

/** @param {string} id */
export function json(id) {
  return JSON.parse(document.getElementById(id)?.textContent || "null");
}

export function token() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") || "";
}
