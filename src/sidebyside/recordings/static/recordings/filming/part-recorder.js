// @ts-check
// One run of the browser's recorder: each slice is sealed and lies on this device before anything else is done with it.

import { recorderOptions } from "./camera.js";
import { Sealer } from "./seal.js";

// At most two seconds may be lost with a battery; a slice, its sealing and the disk take little more than one.
const SLICE_MS = 900;

/** @typedef {import("./device-store.js").DeviceStore} DeviceStore */

export class PartRecorder {
  /** Where in the part it rested and for how long, in ms. @type {[number, number][]} */
  pauses = [];
  pausedMs = 0;
  size = 0;
  began = 0;
  /** Slices are sealed and written one after the other. */
  writing = Promise.resolve();

  /** @param {{stream: MediaStream, store: DeviceStore, film: import("./device-store.js").Filmed, number: number,
   *  publicKey: string, keyId: number, serverNow: () => number, kept: (full: boolean) => void, broke: (error: unknown) => void}} given
   * `serverNow`: the server's clock in ms; `kept`: a slice lies here, or is held because the device is full. */
  constructor(given) {
    this.given = given;
    this.picture = given.stream.getVideoTracks().length > 0;
    this.recorder = new MediaRecorder(given.stream, recorderOptions(this.picture));
    /** @type {Promise<void>} */
    this.ended = new Promise((settle) => { this.settle = settle; });
  }

  /** Resolves when it runs. Rejects where the recorder does not start. */
  async start() {
    const { publicKey, keyId, film, number, broke } = this.given;
    this.sealer = await Sealer.begin(publicKey, keyId, film.film, number);
    const { recorder } = this;
    recorder.addEventListener("dataavailable", ({ data }) => this.#next(() => this.#keep(data)));
    recorder.addEventListener("stop", () => this.#next(() => this.#close()));
    recorder.addEventListener("error", (event) => { broke(/** @type {any} */ (event).error); this.stop(); });
    /** @type {Promise<void>} */
    const started = new Promise((settle) => recorder.addEventListener("start", () => settle()));
    recorder.start(SLICE_MS);
    this.#mark();
    await started;
  }

  /** The recorder takes its first picture about now: a film is laid beside the lesson's clock by this. */
  #mark() {
    this.began = performance.now();
    this.startsAt = Math.round(this.given.serverNow());
  }

  /** How much film there is, in ms. */
  get filmedMs() {
    const until = this.pausedAt ?? this.stoppedAt ?? performance.now();
    return Math.max(0, until - this.began - this.pausedMs);
  }

  pause() {
    if (this.recorder.state !== "recording") return;
    this.pausedAt = performance.now();
    this.recorder.pause();
    // What was filmed until now need not wait for the pause to end.
    this.recorder.requestData();
  }

  resume() {
    if (this.recorder.state !== "paused" || this.pausedAt === undefined) return;
    this.#noteRest();
    this.recorder.resume();
  }

  #noteRest() {
    if (this.pausedAt === undefined) return;
    const at = this.pausedAt - this.began - this.pausedMs;
    const rested = performance.now() - this.pausedAt;
    this.pauses.push([Math.max(0, Math.round(at)), Math.round(rested)]);
    this.pausedMs += rested;
    this.pausedAt = undefined;
    this.#next(() => this.given.store.changePart(this.given.film.film, this.given.number, { pauses: this.pauses }));
  }

  /** Resolves when the last slice lies on this device. */
  stop() {
    this.stoppedAt ??= this.pausedAt ?? performance.now();
    if (this.recorder.state !== "inactive") this.recorder.stop();
    return this.ended;
  }

  /** @param {() => Promise<void>} deed */
  #next(deed) {
    this.writing = this.writing.then(deed).catch((error) => this.given.broke(error));
  }

  /** @param {Blob} data */
  async #keep(data) {
    const bytes = new Uint8Array(await data.arrayBuffer());
    if (bytes.length && this.sealer) await this.#add(await this.sealer.seal(bytes));
  }

  /** @param {Uint8Array} record */
  async #add(record) {
    const { store, film, number, kept } = this.given;
    const first = this.size === 0;
    if (first) await store.begin(film, { number, startsAt: this.startsAt ?? 0, picture: this.picture });
    const bytes = first ? joined(/** @type {Sealer} */ (this.sealer).header, record) : record;
    const lies = await store.add(film.film, number, this.size, bytes, Math.round(this.filmedMs));
    this.size += bytes.length;
    kept(!lies);
  }

  async #close() {
    this.stoppedAt ??= performance.now();
    if (this.sealer && this.size) await this.#add(await this.sealer.seal(new Uint8Array(), true));
    // The key goes with it: nobody on this device opens this part again.
    this.sealer = undefined;
    if (this.size) await this.given.store.changePart(this.given.film.film, this.given.number, { closed: true });
    this.settle?.();
  }
}

/** @param {Uint8Array} first @param {Uint8Array} second */
function joined(first, second) {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
