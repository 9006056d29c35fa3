// @ts-check
// <lesson-player>: a lesson film, or the clips of one, with our own controls. Native <video> inside.
//
// Needs inside: a <video>, a .bar of buttons with data-do="play back on again rate mute wide", a .waiting, a .trouble
// and places with data-says="play again at state". Reads its film from the JSON script #room-film:
//   {code, viewing, pieces: [{src, seen, start_ms, end_ms}]}   one piece for a whole film, several for clips
//
// All places are milliseconds of the film, also while a clip plays.
// Properties: filmMs (read), rate (read, write), playing (read), piece (read: the piece on screen), anchorMs (write:
//   where "again" begins).
// Methods: play(), pause(), toggle(), seek(ms), step(ms), frame(±1), faster(±1), again(), stretch(start, end), wide(),
//   hush(yes): another sound is played in place of this film's.
// Events, all bubbling, detail {filmMs, rate, angle}:
//   film-play  film-pause  film-seek  film-replay  film-rate   what somebody did, for the map of a talk
//   film-time  while it runs and after each seek; film-piece when another clip comes on screen; film-ready once

import { said } from "./clock.js";
import { SeenReport } from "./seen-report.js";
import { json, say } from "./words.js";

/** @typedef {{src: string, seen: string, start_ms: number, end_ms: number}} Piece */
/** @typedef {{number: number, name: string, src: string, seen: string, has_picture: boolean, has_sound: boolean, duration_ms: number, on_film_ms: number, drift_ppm: number}} Angle */
/** @typedef {{code: string, viewing: string, peaks: string, is_whole: boolean, name: string, pieces: Piece[], angles: Angle[]}} Film */

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];
const FRAME_MS = 40;
const SAY_WAITING_AFTER_MS = 300;
const KEEP_PLACE_EVERY_MS = 4_000;

export class LessonPlayer extends HTMLElement {
  connectedCallback() {
    const video = this.querySelector("video");
    if (!video || this.video) return;
    this.video = video;
    /** @type {Film} */
    this.film = json("room-film");
    this.number = 0;
    this.anchorMs = 0;
    this.angle = 0;
    this.quiet = video.muted;
    this.hushed = false;
    /** @type {number | null} */
    this.stopMs = null;
    this.alone = false;
    /** @type {number | null} */
    this.goingTo = null;
    this.report = new SeenReport(this.film.viewing, this.piece.seen, () => this.shut());
    video.controls = false;
    video.tabIndex = -1;
    for (const part of this.querySelectorAll(".bar, .marking, film-line")) if (part instanceof HTMLElement) part.hidden = false;
    this.listen(video);
    this.goBack();
    this.show();
  }

  /** @param {HTMLVideoElement} video */
  listen(video) {
    const on = (/** @type {string} */ name, /** @type {() => void} */ act) => video.addEventListener(name, act);
    on("play", () => this.began());
    on("pause", () => this.rested());
    on("ended", () => this.ended());
    on("timeupdate", () => this.moved());
    on("loadedmetadata", () => this.arrived());
    on("waiting", () => this.waits(true));
    on("stalled", () => this.waits(video.readyState < 3 && !video.paused));
    for (const name of ["playing", "canplay", "seeked", "pause"]) on(name, () => this.waits(false));
    on("seeked", () => this.moved());
    on("error", () => this.troubled());
    on("click", () => this.toggle());
    on("dblclick", () => this.wide());
    this.addEventListener("click", (event) => this.pressed(event));
    this.querySelector('[data-do="rate"]')?.addEventListener("change", (event) => {
      this.rate = Number(/** @type {HTMLSelectElement} */ (event.target).value);
    });
    addEventListener("pagehide", () => this.keepPlace());
    document.addEventListener("fullscreenchange", () => this.show());
  }

  get piece() {
    return this.film.pieces[this.number];
  }

  get lengthMs() {
    const { start_ms, end_ms } = this.piece;
    if (end_ms > start_ms) return end_ms - start_ms;
    return Number.isFinite(this.video?.duration) ? Math.round((this.video?.duration ?? 0) * 1000) : 0;
  }

  get filmMs() {
    if (this.goingTo !== null) return this.goingTo;
    return this.piece.start_ms + Math.round((this.video?.currentTime ?? 0) * 1000);
  }

  get playing() {
    return Boolean(this.video && !this.video.paused && !this.video.ended);
  }

  get rate() {
    return this.video?.playbackRate ?? 1;
  }

  set rate(rate) {
    const video = /** @type {HTMLVideoElement} */ (this.video);
    video.defaultPlaybackRate = video.playbackRate = Math.min(2, Math.max(0.5, rate));
    this.tell("film-rate");
    this.state("speed", { rate: `${video.playbackRate}×` });
    this.show();
  }

  async play() {
    try {
      await this.video?.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      if (this.video?.error) this.troubled();
    }
  }

  pause() {
    this.video?.pause();
  }

  toggle() {
    this.stopMs = null;
    this.alone = false;
    if (this.playing) this.pause();
    else this.play();
  }

  /** @param {number} ms */
  seek(ms) {
    this.stopMs = null;
    this.alone = false;
    this.place(ms);
    this.tell("film-seek");
  }

  /** @param {number} ms */
  step(ms) {
    this.seek(this.filmMs + ms);
  }

  /** @param {1 | -1} way */
  frame(way) {
    this.pause();
    this.step(way * FRAME_MS);
  }

  /** @param {1 | -1} way */
  faster(way) {
    const here = RATES.findIndex((rate) => rate >= this.rate);
    this.rate = RATES[Math.min(RATES.length - 1, Math.max(0, here + way))];
  }

  again() {
    this.place(this.anchorMs);
    this.tell("film-replay");
    this.play();
  }

  /** Play one stretch and stop at its end. @param {number} start @param {number} end */
  stretch(start, end) {
    this.anchorMs = start;
    this.place(start);
    this.stopMs = end;
    this.alone = true;
    this.tell("film-seek");
    this.play();
  }

  wide() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.requestFullscreen) this.requestFullscreen();
    else /** @type {any} */ (this.video)?.webkitEnterFullscreen?.();
  }

  /** Go to a place of the film, in whichever clip it lies; outside all of them, to the nearest. @param {number} ms */
  place(ms) {
    const video = /** @type {HTMLVideoElement} */ (this.video);
    const number = this.pieceAt(ms);
    const piece = this.film.pieces[number];
    const most = piece.end_ms > piece.start_ms ? piece.end_ms : piece.start_ms + this.lengthMs;
    const at = Math.round(Math.min(Math.max(ms, piece.start_ms), most));
    this.report.rests();
    if (number !== this.number) {
      const running = this.playing;
      this.number = number;
      this.goingTo = at;
      video.src = piece.src;
      this.report.turnsTo(piece.seen);
      this.tell("film-piece");
      if (running) this.play();
    } else if (video.readyState < 1) {
      this.goingTo = at;
    } else {
      video.currentTime = (at - piece.start_ms) / 1000;
    }
    this.moved();
  }

  /** @param {number} ms */
  pieceAt(ms) {
    const away = (/** @type {Piece} */ piece) => Math.max(piece.start_ms - ms, ms - Math.max(piece.end_ms, piece.start_ms), 0);
    if (this.film.pieces.length === 1 || away(this.piece) === 0) return this.number;
    const distances = this.film.pieces.map(away);
    return distances.indexOf(Math.min(...distances));
  }

  arrived() {
    const video = /** @type {HTMLVideoElement} */ (this.video);
    if (this.goingTo !== null) video.currentTime = (this.goingTo - this.piece.start_ms) / 1000;
    this.goingTo = null;
    this.uncover(".trouble", false);
    this.tell("film-ready");
    this.moved();
  }

  began() {
    this.tell("film-play");
    this.state("playing", { at: said(this.filmMs) });
    this.show();
    this.follow();
  }

  rested() {
    this.moved();
    this.report.rests();
    this.report.send();
    this.keepPlace();
    this.tell("film-pause");
    this.state("paused", { at: said(this.filmMs) });
    this.show();
  }

  ended() {
    // One extract was asked for: what comes after it was not.
    if (!this.alone && this.number + 1 < this.film.pieces.length) {
      this.place(this.film.pieces[this.number + 1].start_ms);
      this.play();
      return;
    }
    this.state("ended", {});
  }

  /** While it runs the playhead moves with every picture, not four times a second. */
  follow() {
    if (!this.playing) return;
    this.moved();
    requestAnimationFrame(() => this.follow());
  }

  moved() {
    const at = this.filmMs;
    if (this.playing && this.goingTo === null) this.report.runs(at - this.piece.start_ms);
    if (this.stopMs !== null && at >= this.stopMs) {
      this.stopMs = null;
      this.pause();
    }
    const second = Math.floor(at / 1000);
    if (second !== this.shown) this.show();
    this.shown = second;
    if (Date.now() - (this.keptAt ?? 0) > KEEP_PLACE_EVERY_MS && this.playing) this.keepPlace();
    this.tell("film-time");
  }

  /** @param {string} name */
  tell(name) {
    const detail = { filmMs: this.filmMs, rate: this.rate, angle: this.angle };
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** @param {Event} event */
  pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
    switch (button?.getAttribute("data-do")) {
      case "play": return this.toggle();
      case "back": return this.step(-5000);
      case "on": return this.step(5000);
      case "again": return this.again();
      case "mute": return this.mute();
      case "wide": return this.wide();
      case "retry": return this.retry();
      default:
    }
  }

  mute() {
    this.quiet = !this.quiet;
    this.hush(this.hushed ?? false);
    this.tell("film-mute");
    this.show();
  }

  /** @param {boolean} yes */
  hush(yes) {
    this.hushed = yes;
    /** @type {HTMLVideoElement} */ (this.video).muted = this.quiet || yes;
  }

  /** Where somebody stopped is theirs and this device's: kept by person and film. */
  get placeName() {
    return `sidebyside.place/${document.body.dataset.person || ""}/${this.film.code}`;
  }

  keepPlace() {
    this.keptAt = Date.now();
    try { localStorage.setItem(this.placeName, String(this.filmMs)); } catch { /* a full or closed store costs only this */ }
  }

  goBack() {
    const place = Number(localStorage.getItem(this.placeName) || 0);
    const last = /** @type {Piece} */ (this.film.pieces.at(-1)).end_ms;
    if (!place || (last && place > last - 2000)) return;
    this.anchorMs = place;
    this.place(place);
    this.state("resumed", { at: said(place) });
  }

  /** @param {boolean} yes */
  waits(yes) {
    clearTimeout(this.waiting);
    if (yes) this.waiting = setTimeout(() => this.uncover(".waiting", true), SAY_WAITING_AFTER_MS);
    else this.uncover(".waiting", false);
  }

  /** Says in words what happened; the difference between "away" and "no longer yours" is the server's to tell. */
  async troubled() {
    const code = this.video?.error?.code;
    this.waits(false);
    let why = code === MediaError.MEDIA_ERR_DECODE ? "unplayable" : "stopped";
    try {
      const answer = await fetch(this.piece.src, { headers: { Range: "bytes=0-0" }, redirect: "manual" });
      if (answer.status === 401) why = "signedOut";
      else if ([403, 404, 410].includes(answer.status)) why = "gone";
      else if (answer.ok && code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED) why = "unplayable";
    } catch { /* no network: "stopped" is right */ }
    const trouble = this.querySelector(".trouble p");
    if (trouble) trouble.textContent = say(why);
    this.uncover(".trouble", true);
  }

  /** The right to watch has ended while it ran. */
  shut() {
    const video = /** @type {HTMLVideoElement} */ (this.video);
    this.pause();
    this.troubled();
    video.removeAttribute("poster");
    video.classList.add("shut");
  }

  retry() {
    const at = this.filmMs;
    this.uncover(".trouble", false);
    this.video?.classList.remove("shut");
    this.goingTo = at;
    this.video?.load();
    this.play();
  }

  /** @param {string} selector @param {boolean} yes */
  uncover(selector, yes) {
    const part = this.querySelector(selector);
    if (part instanceof HTMLElement) part.hidden = !yes;
  }

  /** @param {string} key @param {Record<string, string | number>} values */
  state(key, values) {
    this.write("state", say(key, values));
  }

  /** @param {string} place @param {string} text */
  write(place, text) {
    const part = this.querySelector(`[data-says="${place}"]`);
    if (part && part.textContent !== text) part.textContent = text;
  }

  show() {
    this.toggleAttribute("playing", this.playing);
    this.write("play", say(this.playing ? "pause" : "play"));
    const place = say("at", { at: said(this.filmMs - this.piece.start_ms), length: said(this.lengthMs) });
    const many = this.film.pieces.length > 1;
    const which = many ? ` · ${say("piece", { number: this.number + 1, count: this.film.pieces.length })}` : "";
    this.write("at", place + which);
    this.write("again", say("again", { at: said(this.anchorMs - (this.film.is_whole ? 0 : this.piece.start_ms)) }));
    const rate = this.querySelector('[data-do="rate"]');
    if (rate instanceof HTMLSelectElement) rate.value = String(this.rate);
    this.querySelector('[data-do="mute"]')?.setAttribute("aria-pressed", String(this.quiet));
    const mute = this.querySelector('[data-do="mute"]');
    if (mute) mute.textContent = say(this.quiet ? "muteOn" : "muteOff");
    const wide = this.querySelector('[data-do="wide"]');
    if (wide) wide.textContent = say(document.fullscreenElement ? "narrow" : "wide");
  }
}
customElements.define("lesson-player", LessonPlayer);
