// @ts-check
// What the modules of filming share: words, sizes and times in words, the page's token, codes.

export { token } from "../../web/token.js";

const told = ["courier-words", "filming-words"].map((id) => document.getElementById(id)?.textContent || "{}");
/** @type {Record<string, string>} */
const words = Object.assign({}, ...told.map((text) => JSON.parse(text)));

/** @param {string} key @param {Record<string, string | number>} [values] */
export function say(key, values = {}) {
  return String(words[key] ?? "").replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));
}

/** @param {number} bytes */
export function size(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;
}

/** @param {number} seconds */
export function time(seconds) {
  if (seconds < 60) return say("seconds", { n: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  if (minutes === 1) return say("minute");
  const hours = minutes / 60;
  return minutes < 100 ? say("minutes", { n: minutes }) : say("hours", { n: hours < 10 ? hours.toFixed(1) : Math.round(hours) });
}

/** A clock: 4:07, 1:02:03. @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** crypto.randomUUID is missing in older browsers. */
export function newCode() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
