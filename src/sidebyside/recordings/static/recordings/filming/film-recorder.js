// @ts-check
// <film-recorder>: films a lesson, from the first look through the camera to "safe". What it shows hangs on its state:
// asking (no camera yet), look, filming, paused, lost, stopped, safe, and cut (an earlier filming here was interrupted).
//
// Attributes: state, data-strand, data-sort, data-key, data-key-id, data-now. Inside: buttons data-do, places data-says,
// parts data-in="states they are shown in", selects data-choose="camera microphone", a video, a meter, a progress.

import { Awake } from "./awake.js";
import { NO_PICTURE, bytesASecond, devices, idOf, open, whyNot, whyNotHere } from "./camera.js";
import { LEAST_FREE_BYTES, persist, room } from "./device-store.js";
import { courier } from "./film-courier.js";
import { Filming } from "./filming-run.js";
import { clock, newCode, say, size, time } from "./net.js";
import { ServerClock } from "./server-clock.js";
import { SoundLevel } from "./sound-level.js";

const LOOK_EVERY_MS = 200;
const LOCK_WITHIN_MS = 1_500;
// After Stop nothing final is told for so long: it may have been the wrong button.
const MAY_GO_ON_MS = 8_000;
const LOW_BATTERY = 0.25;

class FilmRecorder extends HTMLElement {
  /** @type {MediaStream | undefined} */
  stream = undefined;
  /** @type {Filming | undefined} */
  filming = undefined;
  /** @type {SoundLevel | undefined} */
  level = undefined;
  /** The film being made, or that goes on. @type {import("./device-store.js").Filmed | undefined} */
  film = undefined;
  parts = 0;
  /** The film, once the courier has spoken of it. @type {string | undefined} */
  wasHere = undefined;

  connectedCallback() {
    if (this.known) return;
    this.known = true;
    this.clock = new ServerClock(Number(this.dataset.now));
    this.awake = new Awake((isRefused) => this.write("awake", isRefused ? say("mayDarken") : ""));
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("change", (event) => this.chosen(event));
    document.addEventListener("film-sending", (event) => this.sending(/** @type {CustomEvent} */ (event).detail));
    addEventListener("beforeunload", (event) => { if (this.isBusy) event.preventDefault(); });
    this.begin();
  }

  get state() { return this.getAttribute("state") || "asking"; }

  get isBusy() { return ["filming", "paused", "lost"].includes(this.state) || courier.store.heldBytes > 0; }

  async begin() {
    const why = whyNotHere() || (courier.store.works ? "" : "notHere");
    this.show("asking");
    if (why) return this.problem(why, true);
    await persist();
    if (await this.#isCut()) return this.state === "gone" || this.show("cut");
    const camera = await navigator.permissions?.query({ name: /** @type {PermissionName} */ ("camera") }).catch(() => null);
    // Where the browser would ask, a press comes first: it says what for.
    if (camera?.state === "granted") await this.look();
  }

  /** An earlier filming of this lesson that nobody has ended, and that no tab films now. */
  async #isCut() {
    const { held } = await navigator.locks.query();
    if (held?.some((lock) => lock.name === courier.recorderLock)) return false;
    const { strand, sort } = this.dataset;
    const film = (await courier.store.films()).find((one) => one.strand === strand && one.sort === sort && !one.ended);
    if (!film) return false;
    this.film = { film: film.film, strand: film.strand, sort: film.sort, own: Boolean(film.own) };
    this.parts = film.parts;
    if (film.gone) return this.#gone();
    this.write("cut", say("cut", { size: size(await this.#keptBytes()) }));
    return true;
  }

  async #keptBytes() {
    return (await courier.store.parts(this.film?.film ?? "")).reduce((sum, part) => sum + part.size, 0);
  }

  /** Its owner has deleted it elsewhere, and this device holds what it filmed: they say what becomes of that. */
  async #gone() {
    this.write("gone", say("gone", { size: size(await this.#keptBytes()) }));
    this.show("gone");
    return true;
  }

  /** Filming ends by itself: what is deleted is not filmed on. @param {boolean} isKept */
  async #stopFilming(isKept) {
    const { filming, film } = this;
    if (!filming || !film || this.isEnding) return;
    this.isEnding = true;
    // What has become of it is known: nobody need ask.
    this.wasHere = undefined;
    await filming.stop();
    this.let();
    await this.awake?.letGo();
    this.#note({ key: "", values: {} });
    this.filming = undefined;
    this.isEnding = false;
    if (isKept) return void (await this.#gone());
    // The last slices have come after the rest had gone.
    await courier.store.remove(film.film);
    this.#anew();
    this.problem("deletedWhile");
  }

  #anew() {
    this.film = undefined;
    this.wasHere = undefined;
    this.parts = 0;
    this.show("asking");
  }

  /** What lies here of a film that was deleted goes to the server as another one. */
  async keep() {
    if (!this.film) return;
    this.film = { ...this.film, as: newCode() };
    await courier.store.keepAs(this.film.film, this.film.as || "");
    courier.forget(this.film.film);
    this.wasHere = undefined;
    this.show("stopped");
    for (const part of this.querySelectorAll("[data-may-go-on]")) /** @type {HTMLElement} */ (part).hidden = true;
    courier.round();
  }

  async letGo() {
    if (!this.film) return;
    await courier.store.remove(this.film.film);
    this.#anew();
    courier.round();
  }

  /** @param {Event} event */
  pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
    if (!(button instanceof HTMLButtonElement) || button.disabled) return;
    const deeds = { look: () => this.look(), film: () => this.start(), pause: () => this.filming?.pause(), resume: () => this.filming?.resume(),
      stop: () => this.stop(), goOn: () => this.goOn(), end: () => this.end(), keep: () => this.keep(), letGo: () => this.letGo() };
    deeds[/** @type {keyof typeof deeds} */ (button.dataset.do)]?.();
  }

  // Before: camera, microphone, room

  /** @param {string} [camera] @param {string} [microphone] */
  async look(camera = "", microphone = "") {
    this.let();
    this.problem("");
    try {
      this.stream = await open(camera, microphone);
    } catch (error) {
      this.show("asking");
      this.problem(whyNot(error));
      return false;
    }
    await this.list(camera === NO_PICTURE);
    this.#preview();
    this.#listen();
    if (this.state === "asking" || this.state === "look") this.show("look");
    // Beside it: nobody waits for a slow network before filming.
    this.clock?.check(`/cycle/${this.dataset.strand}/film/device/${this.film?.film ?? newCode()}/`);
    await this.#tellRoom();
    await this.#tellBattery();
    return true;
  }

  #preview() {
    const video = this.querySelector("video");
    const picture = this.stream?.getVideoTracks()[0];
    if (video) video.srcObject = picture && this.stream ? this.stream : null;
    this.toggleAttribute("soundonly", !picture);
    const { width = 0, height = 0 } = picture?.getSettings() ?? {};
    this.write("turn", height > width ? say("turn") : "");
  }

  #listen() {
    this.level?.close();
    const track = this.stream?.getAudioTracks()[0];
    this.level = track && new SoundLevel(track);
    clearInterval(this.looking);
    this.looking = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  #look() {
    const meter = this.querySelector("meter");
    if (meter && !document.hidden) meter.value = Math.round(20 * (this.level?.now ?? 0)) / 20;
    if (this.filming && this.state !== "stopped") this.write("clock", clock(this.filming.filmedMs));
  }

  let() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.level?.close();
    this.level = undefined;
    clearInterval(this.looking);
  }

  /** @param {boolean} soundOnly */
  async list(soundOnly) {
    const { cameras, microphones } = await devices();
    const [picture, sound] = [this.stream?.getVideoTracks()[0], this.stream?.getAudioTracks()[0]];
    const options = cameras.map((one, at) => new Option(one.label || say("camera", { number: at + 1 }), one.deviceId));
    this.#fill("camera", [...options, new Option(say("noPicture"), NO_PICTURE)], soundOnly ? NO_PICTURE : idOf(picture));
    this.#fill("microphone", microphones.map((one, at) => new Option(one.label || say("microphone", { number: at + 1 }), one.deviceId)), idOf(sound));
  }

  /** @param {string} name @param {HTMLOptionElement[]} options @param {string} value */
  #fill(name, options, value) {
    const select = this.#select(name);
    select?.replaceChildren(...options);
    if (select) select.value = value;
  }

  /** @param {string} name @returns {HTMLSelectElement | null} */
  #select(name) {
    return this.querySelector(`select[data-choose="${name}"]`);
  }

  /** @param {Event} event */
  chosen(event) {
    if (event.target instanceof HTMLSelectElement && this.state === "look") this.#again();
  }

  #again() {
    return this.look(this.#select("camera")?.value, this.#select("microphone")?.value);
  }

  async #tellRoom() {
    const free = await room();
    const rate = bytesASecond(Boolean(this.stream?.getVideoTracks().length));
    const isEnough = free === null || free >= LEAST_FREE_BYTES;
    this.write("room", free === null || !isEnough ? "" : say("room", { time: time(free / rate) }));
    if (!isEnough) this.problem("littleRoom");
    for (const button of this.querySelectorAll('[data-do="film"]')) /** @type {HTMLButtonElement} */ (button).disabled = !isEnough;
    return isEnough;
  }

  async #tellBattery() {
    const battery = await /** @type {any} */ (navigator).getBattery?.().catch(() => null);
    const isLow = battery && !battery.charging && battery.level < LOW_BATTERY;
    this.write("battery", isLow ? say("lowBattery", { percent: Math.round(battery.level * 100) }) : "");
  }

  // Filming

  /** Only one tab of this browser films; the lock is let go when the last slice lies here. */
  async start() {
    if (this.isStarting || !this.stream) return;
    this.isStarting = true;
    this.problem("");
    this.film ??= { film: newCode(), strand: this.dataset.strand || "", sort: this.dataset.sort || "lesson", own: "own" in this.dataset };
    const signal = AbortSignal.timeout(LOCK_WITHIN_MS);
    const held = navigator.locks.request(courier.recorderLock, { signal }, async () => {
      const done = this.#film();
      courier.claim(done);
      await done;
    });
    await held.catch((error) => this.problem(error?.name === "TimeoutError" || error?.name === "AbortError" ? "otherTab" : "recorderBroke"));
    this.isStarting = false;
    courier.round();
  }

  /** Resolves when its person has stopped. */
  async #film() {
    const { key = "", keyId = "1" } = this.dataset;
    const film = /** @type {NonNullable<typeof this.film>} */ (this.film);
    const filming = new Filming({ courier, clock: /** @type {ServerClock} */ (this.clock), film, parts: this.parts, keptMs: await courier.store.keptMs(film.film), publicKey: key, keyId: Number(keyId) });
    /** @type {Promise<void>} */
    const stopped = new Promise((settle) => filming.addEventListener("state", () => { if (filming.state === "stopped") settle(); }));
    filming.addEventListener("state", () => this.#became(filming));
    filming.addEventListener("note", (event) => this.#note(/** @type {CustomEvent} */ (event).detail));
    this.filming = filming;
    try {
      await filming.start(/** @type {MediaStream} */ (this.stream));
    } catch (error) {
      filming.close();
      this.filming = undefined;
      return this.problem(whyNot(error) === "failed" ? "recorderBroke" : whyNot(error));
    }
    this.awake?.want();
    await stopped;
    this.parts = filming.number;
  }

  /** @param {Filming} filming */
  #became(filming) {
    if (filming.state === "filming" && this.stream !== filming.stream) {
      this.stream = filming.stream;
      this.#preview();
      this.#listen();
    }
    this.show(filming.state);
    this.problem(filming.state === "lost" ? filming.why : "");
    if (filming.state === "lost") this.let();
  }

  /** @param {{key: string, values: Record<string, string>}} note */
  #note({ key, values }) {
    const sentence = say(key, values);
    const place = this.querySelector('[data-says="note"]');
    if (place && place.textContent !== sentence) place.textContent = sentence;
    if (place instanceof HTMLElement) place.hidden = !sentence;
  }

  async stop() {
    const { filming, film } = this;
    if (!filming || !film) return;
    courier.mayGoOn.add(film.film);
    this.write("length", say("length", { time: clock(filming.filmedMs) }));
    this.#disable(true);
    // Ended on the device before its last slice is: a page that is closed now has said what was meant.
    await courier.store.changeFilm(film.film, { ended: true });
    await filming.stop();
    await courier.store.changeFilm(film.film, { ended: true });
    this.#disable(false);
    this.let();
    await this.awake?.letGo();
    this.#note({ key: "", values: {} });
    if (!filming.number) return this.#nothingCame(film.film);
    this.ending = setTimeout(() => this.#final(film.film), MAY_GO_ON_MS);
    courier.round();
  }

  /** Stopped before the first slice: there is no film to speak of. @param {string} film */
  #nothingCame(film) {
    courier.mayGoOn.delete(film);
    this.film = undefined;
    this.show("asking");
    this.problem("nothingCame");
  }

  /** @param {string} film */
  #final(film) {
    courier.mayGoOn.delete(film);
    for (const part of this.querySelectorAll("[data-may-go-on]")) /** @type {HTMLElement} */ (part).hidden = true;
    courier.round();
  }

  /** The next part of the same film: after a lost camera, a wrong Stop, or an interruption. */
  async goOn() {
    const { filming, film, state } = this;
    if (!film || this.isStarting && state !== "lost") return;
    clearTimeout(this.ending);
    if (!(await this.look(this.#select("camera")?.value, state === "lost" ? "" : this.#select("microphone")?.value))) return this.show(state);
    if (state === "lost" && filming && this.stream) {
      await filming.start(this.stream).catch(() => this.problem("recorderBroke"));
      return;
    }
    if (state === "stopped") await courier.store.changeFilm(film.film, { ended: false, told: false });
    courier.mayGoOn.delete(film.film);
    await this.start();
  }

  /** That was all: of a film that was interrupted, or whose camera was lost. */
  async end() {
    if (this.state === "lost") return this.stop();
    if (!this.film) return;
    await courier.store.changeFilm(this.film.film, { ended: true });
    this.show("stopped");
    for (const part of this.querySelectorAll("[data-may-go-on]")) /** @type {HTMLElement} */ (part).hidden = true;
    courier.round();
  }

  // What is said

  /** @param {import("./film-courier.js").Told} told */
  sending(told) {
    const mine = told.films.find((one) => one.film === this.film?.film);
    if (this.film && told.safe.includes(this.film.film)) return this.#safe();
    const films = ["filming", "paused", "lost"].includes(this.state);
    if (mine?.gone && films) this.#stopFilming(true);
    else if (!mine && films && this.film && this.wasHere === this.film.film) this.#stopFilming(false);
    if (mine) this.wasHere = this.film?.film;
    else if (this.film && this.wasHere === this.film.film && this.state === "stopped") this.#askWhetherSafe(this.film);
    const left = mine ? mine.size - mine.sent : 0;
    const isBefore = ["filming", "paused", "lost"].includes(this.state);
    const key = isBefore ? "sentSoFar" : left > 0 ? "stillToSend" : "almost";
    const seconds = told.seconds ? say("about", { time: time(told.seconds) }) : say("soon");
    this.write("sending", mine && (mine.sent || !isBefore) ? say(key, { sent: size(mine.sent), all: size(mine.size), left: size(left), time: seconds }) : "");
    this.write("why", told.why);
    const link = this.querySelector("[data-sign-in]");
    if (link instanceof HTMLElement) link.hidden = !told.signIn;
    const bar = this.querySelector("progress");
    if (bar && mine?.size) bar.value = Math.floor((1000 * mine.sent) / mine.size);
  }

  /** Another tab has sent it, and let its copy go: only the server knows why. @param {import("./device-store.js").Filmed} film */
  async #askWhetherSafe({ film, strand, as }) {
    this.wasHere = undefined;
    const answer = await fetch(`/cycle/${strand}/film/device/${as || film}/`, { redirect: "manual" }).catch(() => null);
    const { state = "" } = answer?.ok ? await answer.json() : {};
    if (state === "safe") this.#safe();
    else if (state === "deleted") this.problem("deleted");
    else setTimeout(() => { this.wasHere = film; courier.round(); }, 3_000);
  }

  #safe() {
    if (this.state !== "stopped") return;
    this.film = undefined;
    this.parts = 0;
    this.filming = undefined;
    this.show("safe");
  }

  /** @param {string} state */
  show(state) {
    const hadFocus = this.contains(document.activeElement);
    this.setAttribute("state", state);
    for (const part of this.querySelectorAll("[data-in]")) {
      if (part instanceof HTMLElement) part.hidden = !part.dataset.in?.split(" ").includes(state);
    }
    const heading = this.querySelector("h1");
    const sentence = say(`heading.${state}`) || say("heading.look");
    if (heading && heading.textContent !== sentence) heading.textContent = sentence;
    const told = this.querySelector('[data-says="told"]');
    if (told && told.textContent !== sentence) told.textContent = sentence;
    // The button that was pressed is gone: whoever goes by keyboard stands at the next one.
    if (hadFocus && !document.activeElement?.checkVisibility?.()) this.#firstButton()?.focus();
  }

  #firstButton() {
    const all = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("button[data-do], a.go")]);
    return all.find((one) => one.checkVisibility?.());
  }

  /** @param {boolean} off */
  #disable(off) {
    for (const button of this.querySelectorAll('[data-do="stop"], [data-do="pause"]')) /** @type {HTMLButtonElement} */ (button).disabled = off;
  }

  /** @param {string} key @param {boolean} [forGood] */
  problem(key, forGood = false) {
    const place = this.querySelector('[data-says="problem"]');
    const sentence = key && say(key);
    if (place && place.textContent !== sentence) place.textContent = sentence;
    if (place instanceof HTMLElement) place.hidden = !sentence;
    const look = this.querySelector('[data-do="look"]');
    if (forGood && look instanceof HTMLElement) look.hidden = true;
  }

  /** @param {string} place @param {string} text */
  write(place, text) {
    const part = this.querySelector(`[data-says="${place}"]`);
    if (!(part instanceof HTMLElement)) return;
    if (part.textContent !== text) part.textContent = text;
    part.hidden = !text;
  }
}
customElements.define("film-recorder", FilmRecorder);
