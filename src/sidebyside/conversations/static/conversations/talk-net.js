// @ts-check
// What the talk's modules share: words, the page's token, and requests that change something.

import { token } from "../web/token.js";

export { token };

const words = JSON.parse(document.getElementById("talk-words")?.textContent || "{}");

/** @param {string} key @param {Record<string, string | number>} [values] */
export function say(key, values = {}) {
  return String(words[key] ?? "").replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));
}

/** @param {number} bytes */
export function size(bytes) {
  return bytes >= 100_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`;
}

/** @param {string} url @param {object} body @param {RequestInit} [more] */
export function post(url, body, more = {}) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body), redirect: "manual", ...more });
}

/** crypto.randomUUID needs a secure context, this does not. */
export function newCode() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
