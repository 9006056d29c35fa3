// @ts-check
// Times on a film: whole milliseconds inside, 18:02 or 1:02:03 on the page, 18:02.5 in a field.

const WRITTEN = /^\s*(?:(\d{1,2}):)?(\d{1,3}):([0-5]?\d)(?:[.,](\d{1,3}))?\s*$/;

/** @param {number} ms */
export function said(ms) {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** @param {number} start @param {number | null} end */
export function stretch(start, end) {
  return end === null ? said(start) : `${said(start)}–${said(end)}`;
}

/** @param {number} ms */
export function exactly(ms) {
  const part = String(ms % 1000).padStart(3, "0").replace(/0+$/, "");
  return part ? `${said(ms)}.${part}` : said(ms);
}

/** @param {string} text @returns {number | null} null where it is no time */
export function read(text) {
  const found = WRITTEN.exec(text);
  if (!found) return null;
  const [, hours = "0", minutes, seconds, part = "0"] = found;
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(part.padEnd(3, "0"));
}
