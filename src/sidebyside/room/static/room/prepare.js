// @ts-check
// The page of one who prepares: marks made by key while the film runs, words added later, everything kept.

import { said, stretch } from "./clock.js";
import { clashShown } from "./clash.js";
import { offerLineUp } from "./line-up.js";
import { MomentEditor } from "./moment-editor.js";
import { listenForKeys } from "./room-keys.js";
import { announce, setStage } from "./stage.js";
import { WordsQueue } from "./words-queue.js";
import { newCode, say } from "./words.js";

/** @typedef {import("./marks.js").Mark} Mark */

// A hand comes after the eye: what was just seen lies this far back.
const BEFORE_THE_KEY_MS = 3_000;
// A mark without an end becomes an extract of this length.
const AROUND_A_POINT_MS = 20_000;
const SHORTEST_MS = 300;

const { player, list, extracts, marks, nextExtract } = setStage();
const queue = new WordsQueue();
const side = document.querySelector("lesson-player")?.getAttribute("data-side") || "mine";
const momentUrl = list.dataset.url;
const extractUrl = extracts.dataset.url;
/** @type {{what: string, undo: () => void}[]} */
const undoable = [];
/** @type {number | null} */
let inMs = null;
/** @type {string | undefined} */
let latest;
/** @type {MomentEditor | null} */
let editor = null;

/** @param {Mark} mark */
function save({ code, start, end, sort, seen, made_of_it, revision }) {
  queue.put({ code, path: `${momentUrl}${code}/`, body: { start, end, sort, seen, made_of_it }, base: revision });
}

/** @param {number} start @param {number | null} end */
function mark(start, end) {
  const code = newCode();
  /** @type {Mark} */
  const made = { code, start, end, sort: "noticed", seen: "", made_of_it: "", revision: 0, own: true, side, author: "", shared: false };
  marks.put(made);
  save(made);
  latest = code;
  player.anchorMs = start;
  player.show();
  undoable.push({ what: say("marked", { at: stretch(start, end) }), undo: () => putAway(code, false) });
  announce(say("marked", { at: stretch(start, end) }), [say("undo"), undo]);
}

function markHere() {
  mark(Math.max(player.piece.start_ms, Math.round(player.filmMs) - (player.playing ? BEFORE_THE_KEY_MS : 0)), null);
}

function setIn() {
  inMs = Math.round(player.filmMs);
  announce(say("inSet", { at: said(inMs) }));
}

/** Closes the stretch that I began; without one, the last mark gets its end here. */
function setOut() {
  const now = Math.round(player.filmMs);
  const last = latest ? marks.get(latest) : undefined;
  if (inMs !== null) {
    if (now - inMs < SHORTEST_MS) return announce(say("outBeforeIn"));
    mark(inMs, now);
    inMs = null;
  } else if (last && last.end === null && now - last.start >= SHORTEST_MS) {
    change(last.code, { end: now });
    announce(say("stretch", { at: stretch(last.start, now) }));
  } else {
    announce(say("noIn"));
  }
}

/** @param {string} code @param {Partial<Mark>} fields */
function change(code, fields) {
  const before = marks.get(code);
  if (!before) return;
  const after = { ...before, ...fields };
  marks.put(after);
  save(after);
}

/** @param {string} code @param {boolean} canUndo */
function putAway(code, canUndo) {
  if (editor?.mark?.code === code) closeEditor();
  const gone = marks.remove(code);
  if (!gone) return;
  if (latest === code) latest = undefined;
  queue.put({ code, path: `${momentUrl}${code}/put-away/`, body: {}, base: gone.revision });
  if (!canUndo) return;
  const at = stretch(gone.start, gone.end);
  undoable.push({ what: say("putAway", { at }), undo: () => bringBack(gone) });
  announce(say("putAway", { at }), [say("undo"), undo]);
}

/** @param {Mark} gone */
function bringBack(gone) {
  marks.put(gone);
  queue.put({ code: gone.code, path: `${momentUrl}${gone.code}/bring-back/`, body: {}, base: gone.revision });
}

function undo() {
  const last = undoable.pop();
  if (!last) return announce(say("nothingToUndo"));
  last.undo();
  announce(say("undone", { what: last.what }));
}

/** @param {string | undefined} code */
function makeExtract(code) {
  const mark = (code && marks.get(code)) || (latest && marks.get(latest)) || marks.at(player.filmMs);
  if (!mark?.own) return announce(say("nothingMarked"));
  const most = player.piece.start_ms + player.lengthMs;
  const end = mark.end ?? Math.min(most, mark.start + AROUND_A_POINT_MS);
  if (extracts.holds(mark.start, end)) return announce(say("extractThere"));
  const picked = { code: newCode(), start: mark.start, end, words: mark.seen.slice(0, 200) };
  pick(picked);
  undoable.push({ what: say("extractMade", { at: stretch(mark.start, end) }), undo: () => letGo(picked) });
  announce(say("extractMade", { at: stretch(mark.start, end) }), [say("undo"), undo]);
}

/** @param {{code: string, start: number, end: number, words: string}} picked */
function pick({ code, start, end, words }) {
  extracts.add(code, start, end, words);
  queue.put({ code, path: `${extractUrl}${code}/`, body: { start, end, words }, base: 0 });
}

/** @param {{code: string}} picked */
function letGo({ code }) {
  extracts.remove(code);
  queue.put({ code, path: `${extractUrl}${code}/let-go/`, body: {}, base: 0 });
}

/** @param {string | undefined} code */
function write(code) {
  const mark = code ? marks.get(code) : undefined;
  const row = mark && list.row(mark.code);
  if (!mark?.own || !row) return announce(say("nothingMarked"));
  closeEditor();
  player.pause();
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("moment-editor"));
  row.append(template.content.cloneNode(true));
  row.classList.add("open");
  editor = /** @type {MomentEditor} */ (row.querySelector("moment-editor"));
  editor.open(mark, player);
  latest = mark.code;
}

function closeEditor() {
  if (!editor) return;
  const row = editor.closest("li");
  editor.keep();
  editor.remove();
  editor = null;
  row?.classList.remove("open");
  const code = row?.dataset.code;
  if (code && marks.get(code)) list.redraw(code);
  /** @type {HTMLElement | null | undefined} */ (row?.querySelector(".when"))?.focus();
}

/** Words that wait on this device belong on the page too, also after a reload. */
async function showWaiting() {
  for (const { code, path, body, base, parked } of await queue.pending()) {
    if (path === `${momentUrl}${code}/` && parked !== "refused") {
      const known = marks.get(code) ?? { code, revision: base, own: true, side, author: "", shared: false };
      marks.put(/** @type {Mark} */ ({ ...known, ...body }));
    } else if (path === `${momentUrl}${code}/put-away/`) {
      marks.remove(code);
    } else if (path === `${extractUrl}${code}/` && !extracts.holds(body.start, body.end)) {
      extracts.add(code, body.start, body.end, body.words);
    }
  }
  queue.send();
}

/** @param {string} name @param {(detail: any) => void} act */
function on(name, act) {
  document.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
}

/** @param {string} name @param {(detail: any) => void} act */
function heard(name, act) {
  queue.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
}

on("mark-edit", ({ code }) => (editor?.mark?.code === code ? closeEditor() : write(code)));
on("mark-typed", ({ code, fields }) => change(code, fields));
on("mark-done", () => closeEditor());
on("mark-put-away", ({ code }) => putAway(code, true));
on("mark-extract", ({ code }) => makeExtract(code));
on("extract-gone", (gone) => {
  letGo(gone);
  const at = stretch(gone.start, gone.end);
  undoable.push({ what: say("extractGone", { at }), undo: () => pick({ ...gone, code: newCode() }) });
  announce(say("extractGone", { at }), [say("undo"), undo]);
});

heard("state", ({ word }) => {
  for (const place of document.querySelectorAll(".kept")) {
    if (place.textContent !== say(word)) place.textContent = say(word);
    place.classList.toggle("waits", !["saving", "saved"].includes(word));
  }
});
heard("landed", ({ code, saved }) => {
  const mark = marks.get(code);
  if (mark && saved?.revision) mark.revision = saved.revision;
  if (editor?.mark?.code === code && saved?.revision) editor.mark.revision = saved.revision;
  editor?.objected("");
});
heard("refused", ({ code, problem }) => {
  if (editor?.mark?.code === code) editor.objected(problem);
  else announce(problem);
});
heard("clash", (clash) => {
  if (editor?.mark?.code !== clash.code) write(clash.code);
  const place = editor?.querySelector(".clash");
  if (place instanceof HTMLElement) clashShown(place, clash, (body) => settle(clash, body));
});

/** @param {any} clash @param {Record<string, any> | null} body null to let the saved one stand */
async function settle(clash, body) {
  const mark = marks.get(clash.code);
  const standing = { ...clash.saved, ...(body ?? {}), revision: clash.saved.revision };
  if (editor?.mark?.code === clash.code) editor.mark = undefined;
  if (mark) marks.put({ ...mark, ...standing });
  closeEditor();
  await queue.settle(clash.code, clash.saved, body);
}

player.addEventListener("click", (event) => {
  const part = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  const deed = { mark: markHere, in: setIn, out: setOut }[part?.getAttribute("data-do") ?? ""];
  deed?.();
});
listenForKeys(player, {
  m: markHere,
  i: setIn,
  o: setOut,
  w: () => write(latest ?? marks.at(player.filmMs)?.code),
  e: () => makeExtract(undefined),
  n: nextExtract,
  u: undo,
  "ctrl z": undo,
  Escape: closeEditor,
});
offerLineUp(player);
showWaiting();
