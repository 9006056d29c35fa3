// @ts-check
// What prepare and meet have in common: one film, its marks beside the line and in the list, and the playlist.

import "./lesson-player.js";
import "./film-angles.js";
import "./film-line.js";
import "./moment-list.js";
import "./extract-list.js";
import { stretch } from "./clock.js";
import { Marks } from "./marks.js";
import { say } from "./words.js";

/** @typedef {import("./lesson-player.js").LessonPlayer} LessonPlayer */
/** @typedef {import("./extract-list.js").ExtractList} ExtractList */

/** Says it once, where it is seen and read out. @param {string} text @param {[string, () => void]} [offer] */
export function announce(text, offer) {
  const place = document.querySelector(".said");
  if (!place) return;
  place.replaceChildren(text);
  if (!offer) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: offer[0] });
  button.addEventListener("click", offer[1]);
  place.append(" ", button);
}

export function setStage() {
  const player = /** @type {LessonPlayer} */ (document.querySelector("lesson-player"));
  const line = /** @type {any} */ (document.querySelector("film-line"));
  const list = /** @type {any} */ (document.querySelector("moment-list"));
  const extracts = /** @type {ExtractList} */ (document.querySelector("extract-list"));
  const marks = new Marks().read(list);
  line.marks = marks;
  list.marks = marks;

  document.addEventListener("mark-chosen", (event) => {
    const mark = marks.get(/** @type {CustomEvent} */ (event).detail.code);
    if (!mark) return;
    player.anchorMs = mark.start;
    player.seek(mark.start);
    list.follow();
    showFilm();
  });
  document.addEventListener("mark-now", (event) => {
    const { code } = /** @type {CustomEvent} */ (event).detail;
    line.now = code;
    const mark = marks.get(code);
    if (mark && player.playing && player.stopMs === null) { player.anchorMs = mark.start; player.show(); }
  });
  document.addEventListener("extract-plays", (event) => {
    const { number, count, start, end } = /** @type {CustomEvent} */ (event).detail;
    showFilm();
    announce(say("extractPlaying", { number, count, at: stretch(start, end) }));
  });
  document.addEventListener("film-said", (event) => announce(/** @type {CustomEvent} */ (event).detail.words));
  document.addEventListener("click", (event) => {
    const part = event.target instanceof Element ? event.target.closest("[data-do]") : null;
    if (part?.getAttribute("data-do") === "next-extract") nextExtract();
    const at = part?.getAttribute("data-do") === "go-to-note" && part.closest("li")?.getAttribute("data-at");
    if (at) player.seek(Number(at));
  });

  /** On a phone the list lies below the film: what was asked for is brought into view. */
  function showFilm() {
    const screen = player.querySelector(".screen");
    if (screen && screen.getBoundingClientRect().bottom < 80) screen.scrollIntoView({ block: "start" });
  }

  function nextExtract() {
    if (!extracts?.next()) announce(say("noExtract"));
  }
  return { player, line, list, extracts, marks, nextExtract };
}
