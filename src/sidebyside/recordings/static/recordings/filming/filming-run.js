// @ts-check
// One filming from start to stop: parts follow each other when the camera was lost or the microphone changed, and make
// one film.
//
// Fires "state" (look at `state` and `why`), "note" with detail {key, values}: something its person should know, "kept".

import { openMicrophone } from "./camera.js";
import { MOST_HELD_BYTES } from "./device-store.js";
import { time } from "./net.js";
import { PartRecorder } from "./part-recorder.js";

/** @typedef {import("./film-courier.js").Courier} Courier */
/** @typedef {import("./server-clock.js").ServerClock} ServerClock */
/** @typedef {"filming" | "paused" | "lost" | "stopped"} State */

const HIDDEN_IS_LONG_MS = 5_000;

export class Filming extends EventTarget {
  /** @type {State} */
  state = "stopped";
  /** Why it is lost: a key of the page's words. */
  why = "";
  /** @type {PartRecorder | undefined} */
  part = undefined;
  /** Of the parts before this one. */
  earlierMs = 0;
  /** When a track fell silent. @type {Map<MediaStreamTrack, number>} */
  silentSince = new Map();
  /** @type {AudioContext | undefined} */
  silence = undefined;

  /** @param {{courier: Courier, clock: ServerClock, film: import("./device-store.js").Filmed, parts: number, keptMs: number,
   *  publicKey: string, keyId: number}} given `parts`: how many the film has already, and `keptMs`: how long they are */
  constructor(given) {
    super();
    this.given = given;
    this.number = given.parts;
    this.earlierMs = given.keptMs;
    this.seen = () => this.#shown();
    document.addEventListener("visibilitychange", this.seen);
  }

  get filmedMs() {
    return this.earlierMs + (this.part?.filmedMs ?? 0);
  }

  /** A part begins. Rejects where the recorder does not start. @param {MediaStream} stream */
  async start(stream) {
    const { courier, clock, film, publicKey, keyId } = this.given;
    await this.ending;
    this.stream = stream;
    const part = new PartRecorder({
      stream, store: courier.store, film, number: this.number + 1, publicKey, keyId,
      serverNow: () => clock.now, kept: (full) => this.#kept(full), broke: (error) => this.#broke(error),
    });
    this.#watch(part, stream);
    await part.start();
    this.part = part;
    this.number += 1;
    this.#become("filming");
  }

  pause() {
    if (this.state !== "filming") return;
    this.part?.pause();
    this.#become("paused");
  }

  resume() {
    if (this.state !== "paused") return;
    this.part?.resume();
    this.#become("filming");
  }

  /** Its person says that this is the film. Resolves when the last slice lies on this device. */
  async stop() {
    await this.#endPart();
    this.#become("stopped");
    this.close();
  }

  close() {
    document.removeEventListener("visibilitychange", this.seen);
    this.silence?.close().catch(() => {});
  }

  /** Nothing comes any more: the part ends, and one press goes on with the next. @param {string} why */
  async #lose(why) {
    if (this.state !== "filming" && this.state !== "paused") return;
    this.why = why;
    this.#become("lost");
    await this.#endPart();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.given.courier.round();
  }

  #endPart() {
    this.ending = this.#end();
    return this.ending;
  }

  async #end() {
    const { part } = this;
    if (!part) return;
    await part.stop();
    if (this.part !== part) return;
    this.earlierMs += part.filmedMs;
    // A part of which no picture came has taken no number.
    if (!part.size) this.number -= 1;
    this.part = undefined;
  }

  /** @param {PartRecorder} part @param {MediaStream} stream */
  #watch(part, stream) {
    const isNow = () => this.part === part;
    for (const track of stream.getTracks()) {
      track.addEventListener("ended", () => { if (isNow()) this.#gone(track); });
      track.addEventListener("mute", () => { if (isNow()) this.#silent(track); });
      track.addEventListener("unmute", () => this.#back(track));
    }
  }

  /** @param {MediaStreamTrack} track */
  #gone(track) {
    if (track.kind === "audio" && this.stream?.getVideoTracks().some((one) => one.readyState === "live")) this.#nextMicrophone();
    else this.#lose(track.kind === "video" ? "cameraLost" : "microphoneLost");
  }

  /** The picture goes on; the sound by the next microphone, or without. */
  async #nextMicrophone() {
    const picture = this.stream?.getVideoTracks() ?? [];
    const wasPaused = this.state === "paused";
    let sound, key = "otherMicrophone";
    try {
      sound = await openMicrophone("");
    } catch {
      // A film whose parts all have a sound track joins without a gap.
      this.silence ??= new AudioContext();
      sound = this.silence.createMediaStreamDestination().stream.getAudioTracks()[0];
      key = "noMicrophone";
    }
    await this.#endPart();
    if (this.state !== "filming" && this.state !== "paused") return sound.stop();
    try {
      await this.start(new MediaStream([...picture, sound]));
      if (wasPaused) this.pause();
      this.#note(key);
    } catch {
      this.#lose("recorderBroke");
    }
  }

  /** A call, or another app that took it: the recorder goes on with nothing in it. @param {MediaStreamTrack} track */
  #silent(track) {
    this.silentSince.set(track, performance.now());
    this.#note(track.kind === "video" ? "pictureTaken" : "soundTaken");
  }

  /** @param {MediaStreamTrack} track */
  #back(track) {
    const since = this.silentSince.get(track);
    if (since === undefined) return;
    this.silentSince.delete(track);
    this.#note(track.kind === "video" ? "pictureBack" : "soundBack", { time: time((performance.now() - since) / 1000) });
  }

  /** Said afterwards: while the page was hidden nobody could read it. */
  #shown() {
    if (document.hidden) { this.hiddenAt = performance.now(); return; }
    const away = performance.now() - (this.hiddenAt ?? performance.now());
    if (this.state === "filming" && away > HIDDEN_IS_LONG_MS) this.#note("wasHidden", { time: time(away / 1000) });
  }

  /** @param {boolean} full */
  #kept(full) {
    const { courier } = this.given;
    this.dispatchEvent(new Event("kept"));
    if (full) this.#note("deviceFull");
    if (courier.store.heldBytes > MOST_HELD_BYTES) this.#lose("noRoomLeft");
    courier.round();
  }

  /** @param {unknown} error */
  #broke(error) {
    console.warn(error);
    this.#lose(error instanceof DOMException && error.name === "QuotaExceededError" ? "noRoomLeft" : "recorderBroke");
  }

  /** @param {string} key @param {Record<string, string>} [values] */
  #note(key, values = {}) {
    this.dispatchEvent(new CustomEvent("note", { detail: { key, values } }));
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
