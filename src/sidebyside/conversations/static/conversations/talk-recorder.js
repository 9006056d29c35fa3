// @ts-check
// <talk-recorder>: records the talk, one track a microphone. Each slice lies on this device before anything else is
// done with it; the courier brings it on. Key T, or the button; the partner stops it from their phone as well.
//
// Attributes: data-strand, data-may. Inside: buttons data-do="record choose", selects and meters data-mic="1 2",
// places data-says="state sending length". Properties: isRunning. Methods: toggle(), stop().

import { courier } from "./talk-courier.js";
import { newCode, post, say, size } from "./talk-net.js";

const SLICE_MS = 2_000;
const LOCK_WITHIN_MS = 1_500;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];
const TYPING = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";
const HEARD = { echoCancellation: false, noiseSuppression: true, autoGainControl: true };

/** One microphone that is open: its stream, its level, and its recorder while it runs. */
class Microphone {
  /** @param {MediaStream} stream @param {AudioContext} sound */
  constructor(stream, sound) {
    this.stream = stream;
    this.meter = sound.createAnalyser();
    this.meter.fftSize = 512;
    this.source = sound.createMediaStreamSource(stream);
    this.source.connect(this.meter);
    this.wave = new Float32Array(this.meter.fftSize);
    this.track = "";
    this.size = 0;
    /** Slices are written one after the other. */
    this.writing = Promise.resolve();
  }

  get id() {
    return this.stream.getAudioTracks()[0]?.getSettings().deviceId || "";
  }

  get isThere() {
    return this.stream.getAudioTracks().some((track) => track.readyState === "live");
  }

  /** Between 0 and 1, on a scale as ears have it. */
  get level() {
    this.meter.getFloatTimeDomainData(this.wave);
    const power = this.wave.reduce((sum, one) => sum + one * one, 0) / this.wave.length;
    return Math.min(1, Math.max(0, 1 + Math.log10(power + 1e-7) / 5));
  }

  close() {
    this.source.disconnect();
    for (const track of this.stream.getTracks()) track.stop();
  }

  /** @param {string} strand @param {() => number} clock @param {(full: boolean) => void} kept */
  async begin(strand, clock, kept) {
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(this.stream, { mimeType: type, audioBitsPerSecond: 64_000 });
    this.size = 0;
    this.recorder = undefined;
    await courier.store.begin(this.track, strand);
    recorder.addEventListener("start", () => courier.store.change(this.track, { startsMs: clock() }));
    recorder.addEventListener("dataavailable", ({ data }) => {
      this.writing = this.writing.then(async () => {
        const bytes = new Uint8Array(await data.arrayBuffer());
        if (!bytes.length) return;
        const wasKept = await courier.store.add(this.track, this.size, bytes);
        this.size += bytes.length;
        kept(!wasKept);
      });
    });
    /** @type {Promise<void>} */
    this.ended = new Promise((settle) => {
      recorder.addEventListener("stop", async () => {
        await this.writing;
        await courier.store.change(this.track, { ended: true });
        settle();
      });
    });
    recorder.addEventListener("error", () => { if (recorder.state !== "inactive") recorder.stop(); });
    recorder.start(SLICE_MS);
    this.recorder = recorder;
  }

  stop() {
    if (this.recorder && this.recorder.state !== "inactive") this.recorder.stop();
    return this.ended;
  }
}

export class TalkRecorder extends HTMLElement {
  /** @type {Microphone[]} */
  microphones = [];
  isRunning = false;
  isStarting = false;
  /** When the server had said yes, on performance.now(): older answers about the talk do not know of it. */
  agreedAt = Infinity;
  beganAt = 0;

  connectedCallback() {
    if (this.known) return;
    this.known = true;
    this.strand = this.dataset.strand || "";
    this.may = this.dataset.may === "yes";
    this.hidden = !this.may;
    this.querySelector('[data-do="record"]')?.addEventListener("click", () => this.toggle());
    this.querySelector('[data-do="choose"]')?.addEventListener("click", () => this.choose());
    this.addEventListener("change", (event) => this.chosen(event));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("talk-state", (event) => this.heard(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("talk-sending", (event) => this.sending(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("visibilitychange", () => this.stayAwake());
    addEventListener("beforeunload", (event) => { if (this.isRunning) event.preventDefault(); });
    this.works = Boolean(courier.store.works && window.MediaRecorder && navigator.mediaDevices);
    if (!this.works) this.say("notHere");
    for (const button of this.querySelectorAll("button")) button.disabled = !this.works;
    this.show();
  }

  get watch() {
    return /** @type {any} */ (document.querySelector("talk-watch"));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { defaultPrevented, altKey, ctrlKey, metaKey, isComposing, repeat } = event;
    if (defaultPrevented || altKey || ctrlKey || metaKey || isComposing || repeat || event.key.toLowerCase() !== "t") return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (this.hidden || target.closest(TYPING) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.toggle();
  }

  async toggle() {
    if (this.isRunning) await this.stop();
    else await this.start();
  }

  /** Only one tab of this browser records; the lock is let go when the last slice lies here. */
  async start() {
    if (this.isStarting || this.isRunning || !this.may || !this.works) return;
    this.isStarting = true;
    this.say("starting");
    this.show();
    /** @type {Promise<void>} */
    const began = new Promise((settle) => {
      // A courier that tidies up holds the lock for a moment; another recorder for as long as it runs.
      const signal = AbortSignal.timeout(LOCK_WITHIN_MS);
      const held = navigator.locks.request(`sidebyside.talk.recorder/${courier.store.person}`, { signal }, async () => {
        const runs = await this.begin();
        this.isStarting = false;
        this.show();
        settle();
        if (runs) await this.untilEnded();
      });
      held.catch(() => { this.isStarting = false; this.say("otherTab"); this.show(); settle(); });
    });
    await began;
  }

  async begin() {
    if (!(await this.listenAgain())) return false;
    // Whoever records sees that each microphone hears something.
    await this.list();
    for (const microphone of this.microphones) microphone.track = newCode();
    if (!(await this.agree())) return false;
    try {
      for (const microphone of this.microphones) {
        await microphone.begin(this.strand || "", () => this.watch.clock.ms, (full) => this.kept(full));
      }
    } catch {
      for (const microphone of this.microphones) microphone.stop();
      // One that never began has nothing to send, and nobody is to wait for it.
      const empty = this.microphones.filter((one) => !one.recorder).map((one) => one.track);
      await post(`/cycle/${this.strand}/talk/recorder/ended/`, { tracks: this.microphones.map((one) => one.track), empty });
      this.say("busy");
      return false;
    }
    this.isRunning = true;
    this.why = "stopped";
    this.beganAt = performance.now();
    this.say("running");
    this.stayAwake();
    return true;
  }

  /** Both partners' yes is the server's to know. */
  async agree() {
    const sent = performance.now();
    try {
      const tracks = this.microphones.map((one) => one.track);
      const answer = await post(`/cycle/${this.strand}/talk/recorder/start/`, { tracks });
      const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (answer.ok) {
        this.watch.clock.sample(told.clock_ms, sent, performance.now());
        this.watch.zeroMs = told.zero_ms;
        this.agreedAt = performance.now();
        return true;
      }
      this.write("state", told.sentence || say("offlineStart"));
    } catch {
      this.say("offlineStart");
    }
    return false;
  }

  async untilEnded() {
    const ends = this.microphones.map(async (microphone) => {
      await microphone.ended;
      courier.round();
      if (this.isRunning && this.microphones.some((one) => one.recorder?.state === "recording")) this.say("oneUnplugged");
    });
    await Promise.all(ends);
    const wasAsked = !this.isRunning;
    this.isRunning = false;
    this.agreedAt = Infinity;
    this.say(wasAsked ? this.why || "stopped" : "unplugged");
    this.awake?.release?.().catch(() => {});
    this.awake = undefined;
    this.show();
    // After the lock is gone the courier knows that nobody records.
    setTimeout(() => { courier.round(); document.dispatchEvent(new Event("talk-ask")); });
  }

  /** Resolves when the last slice lies on this device. */
  async stop(why = "stopped") {
    if (!this.isRunning) return;
    this.isRunning = false;
    this.why = why;
    this.show();
    await Promise.all(this.microphones.map((microphone) => microphone.stop()));
  }

  /** @param {{state: any, askedAt: number}} detail */
  heard({ state, askedAt }) {
    const mine = this.microphones.map((one) => one.track);
    if (this.isRunning && askedAt > this.agreedAt && !state.running.some((/** @type {string} */ one) => mine.includes(one))) {
      this.stop("stoppedByOther");
    }
    this.may = state.may_record;
    this.hidden = !this.may && !this.isRunning && !this.querySelector('[data-says="state"]')?.textContent;
    const button = this.querySelector('[data-do="record"]');
    if (button instanceof HTMLButtonElement && this.works) button.disabled = !this.may && !this.isRunning;
  }

  /** @param {boolean} full */
  kept(full) {
    if (full) this.say("full");
    courier.round();
  }

  /** @param {{left: number, lost: boolean}} detail */
  sending({ left, lost }) {
    const key = this.isRunning ? "sending" : "sendingStays";
    if (left > 0) this.sentSome = true;
    this.write("sending", lost ? say("lost") : left > 0 ? say(key, { left: size(left) }) : this.sentSome ? say("sent") : "");
  }

  // The microphones

  async choose() {
    if (!(await this.listenAgain())) return;
    await this.list();
    this.say("");
  }

  async list() {
    const devices = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === "audioinput");
    for (const select of this.querySelectorAll("select")) {
      const number = Number(select.dataset.mic) - 1;
      const options = devices.map((one, index) => new Option(one.label || say("microphone", { number: index + 1 }), one.deviceId));
      if (number) options.unshift(new Option(say("noSecond"), ""));
      select.replaceChildren(...options);
      select.value = this.microphones[number]?.id || (number ? "" : devices[0]?.deviceId || "");
    }
    const part = this.querySelector("[data-microphones]");
    if (part instanceof HTMLElement) part.hidden = false;
  }

  /** @param {Event} event */
  async chosen(event) {
    if (!(event.target instanceof HTMLSelectElement) || this.isRunning) return;
    const wanted = [...this.querySelectorAll("select")].map((select) => select.value).filter(Boolean);
    this.let();
    await this.listenAgain([...new Set(wanted)]);
  }

  /** Opens what is not open. @param {string[]} [wanted] device ids */
  async listenAgain(wanted) {
    if (!wanted && this.microphones.length && this.microphones.every((one) => one.isThere)) return true;
    const ids = wanted?.length ? wanted : this.microphones.map((one) => one.id);
    this.let();
    this.sound ||= new AudioContext();
    if (this.sound.state === "suspended") await this.sound.resume();
    try {
      for (const id of ids.length ? ids : [""]) {
        const audio = id ? { ...HEARD, deviceId: { exact: id } } : HEARD;
        this.microphones.push(new Microphone(await navigator.mediaDevices.getUserMedia({ audio }), this.sound));
      }
    } catch (error) {
      this.let();
      this.say(this.whyNot(error));
      return false;
    }
    this.follow();
    return true;
  }

  /** @param {unknown} error */
  whyNot(error) {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotAllowedError" || name === "SecurityError") return "refused";
    return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "busy";
  }

  let() {
    for (const microphone of this.microphones) microphone.close();
    this.microphones = [];
  }

  follow() {
    clearInterval(this.levels);
    this.levels = setInterval(() => {
      for (const meter of this.querySelectorAll("meter")) {
        meter.value = this.microphones[Number(meter.dataset.mic) - 1]?.level || 0;
        meter.hidden = !this.microphones[Number(meter.dataset.mic) - 1];
      }
      if (this.isRunning) this.length();
    }, 100);
  }

  async stayAwake() {
    if (!this.isRunning || document.hidden || !navigator.wakeLock) return;
    try { this.awake = await navigator.wakeLock.request("screen"); } catch { /* a low battery refuses it */ }
  }

  // What is said

  length() {
    const seconds = Math.floor((performance.now() - this.beganAt) / 1000);
    this.write("length", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
  }

  show() {
    const button = this.querySelector('[data-do="record"]');
    this.toggleAttribute("running", this.isRunning);
    const label = button?.querySelector("span");
    if (label) label.textContent = say(this.isRunning ? "stop" : "start");
    if (button instanceof HTMLButtonElement) button.setAttribute("aria-busy", String(this.isStarting));
    for (const control of this.querySelectorAll("select, [data-do=choose]")) {
      if (control instanceof HTMLSelectElement || control instanceof HTMLButtonElement) control.disabled = this.isRunning;
    }
    this.watch?.show?.();
  }

  /** @param {string} key */
  say(key) {
    this.write("state", key && say(key));
  }

  /** @param {string} place @param {string} text */
  write(place, text) {
    const part = this.querySelector(`[data-says="${place}"]`);
    if (part && part.textContent !== text) part.textContent = text;
  }
}
customElements.define("talk-recorder", TalkRecorder);
