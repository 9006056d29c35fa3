// @ts-check
// <film-courier>: brings what was filmed on this device to the server, whichever page its person is on: after a lost
// network, a reload, a kill, a sign-out. One tab sends at a time; the one that films goes first. Says what is left.
// The device's copy goes only when the server says that it holds every byte, or that the film was deleted.
//
// Fires "film-sending" on document with a `Told`.

import { DeviceStore } from "./device-store.js";
import { say, size, time, token } from "./net.js";
import { Speed } from "./speed.js";

/** @typedef {import("./device-store.js").Film} Film */
/** @typedef {import("./device-store.js").Part} Part */
/** @typedef {{film: string, strand: string, sort: string, size: number, sent: number, ended: boolean, gone: boolean}} Standing */
/** `open`: films that nobody films just now and nobody has ended. `safe`: codes of films that have arrived since this
 * page came. `why`: a sentence for why it does not go on, `signIn` whether signing in cures it. `elsewhere`: another
 * tab sends. `seconds`: 0 where it is not known.
 * @typedef {{films: Standing[], left: number, whole: number, seconds: number, open: Standing[], safe: string[], why: string, signIn: boolean, elsewhere: boolean, full: boolean}} Told */

const MB = 1024 * 1024;
// What the server keeps whole, and what a proxy that nobody told about films lets pass.
const CHUNK = MB;
const LARGEST_PIECE = 8 * MB;
const QUICK_MS = 4_000;
// A network that has died without a word.
const STALLED_MS = 90_000;
const ROUND_MS = 3_000;
const LONGEST_PAUSE_MS = 30_000;
// An interrupted film that nobody has gone on with for so long is as long as it is.
const GIVEN_UP_AFTER_MS = 6 * 3600 * 1000;
const TUS = { "Tus-Resumable": "1.0.0" };

/** It does not go on now; `key` of the page's words, or the server's own sentence, says why. */
class Later extends Error {
  /** @param {string} key @param {string} [sentence] */
  constructor(key, sentence = "") {
    super(key);
    this.key = key;
    this.sentence = sentence;
  }
}

export class Courier {
  /** Why films stay here although the others go. @type {Map<string, string>} */
  parked = new Map();
  /** Parts whose standing with the server this page has asked for: film/number. @type {Set<string>} */
  known = new Set();
  /** @type {string[]} */
  safe = [];
  /** Films of which nothing final is said yet, because their person may still go on. @type {Set<string>} */
  mayGoOn = new Set();
  speed = new Speed();
  piece = CHUNK;
  most = LARGEST_PIECE;
  busy = false;
  again = false;
  claimed = false;
  elsewhere = false;
  why = "";
  signIn = false;
  pause = ROUND_MS;

  constructor() {
    this.store = new DeviceStore();
  }

  get recorderLock() { return `sidebyside.filming.recorder/${this.store.person}`; }
  get senderLock() { return `sidebyside.filming.sender/${this.store.person}`; }

  start() {
    if (!this.store.works || this.started) return this;
    this.started = true;
    const wake = () => { this.pause = ROUND_MS; this.round(); };
    addEventListener("online", wake);
    addEventListener("focus", wake);
    this.round();
    return this;
  }

  /** The tab that films sends as well: what finds no room on the device is in its hands alone. Until `until`. @param {Promise<unknown>} until */
  claim(until) {
    this.claimed = true;
    const held = navigator.locks.request(this.senderLock, { steal: true }, async () => {
      await until;
      while (this.store.heldBytes) await new Promise((settle) => setTimeout(settle, 500));
    });
    // Taken over by another filming page of this person: then that one sends.
    held.catch(() => {}).finally(() => { this.claimed = false; this.round(); });
  }

  /** Send what there is now; it goes on by itself while anything is left. */
  async round() {
    if (!this.store.works) return;
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    clearTimeout(this.timer);
    let rest = false;
    try {
      if ((await this.tell()).films.length) await this.#asSender(() => this.#sendAll());
      this.pause = ROUND_MS;
    } catch (error) {
      this.#stopped(error);
    }
    const told = await this.tell().catch(() => null);
    rest = told?.films.length !== 0;
    // What waits for its person, or is not let in, is asked after now and then.
    if (told && told.films.every((film) => film.gone || this.parked.has(film.film) || (film.sent === film.size && !film.ended))) {
      this.pause = LONGEST_PAUSE_MS;
    }
    this.busy = false;
    if (this.again) { this.again = false; this.round(); }
    else if (rest) this.timer = setTimeout(() => this.round(), this.pause);
  }

  /** @param {() => Promise<void>} send */
  async #asSender(send) {
    if (this.claimed) { this.elsewhere = false; return send(); }
    try {
      await navigator.locks.request(this.senderLock, { ifAvailable: true }, async (lock) => {
        this.elsewhere = !lock;
        if (!lock) return;
        this.isSender = true;
        await send();
      });
    } finally {
      this.isSender = false;
    }
  }

  /** @param {unknown} error */
  #stopped(error) {
    this.known.clear();
    this.speed.stop();
    this.piece = CHUNK;
    this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
    this.signIn = error instanceof Later && error.key === "signedOut";
    if (error instanceof Later) this.why = error.sentence || say(error.key);
    else if (error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError")) this.why = say("networkAway");
    else if (error instanceof DOMException && error.name === "AbortError") this.why = "";
    else { this.why = say("later"); console.warn(error); }
  }

  /** @returns {Promise<Told>} */
  async tell() {
    const films = await Promise.all((await this.store.films()).map(async (row) => {
      const parts = await this.store.parts(row.film);
      const sum = (/** @type {"size" | "sent"} */ key) => parts.reduce((all, part) => all + part[key], 0);
      return { film: row.film, strand: row.strand, sort: row.sort, size: sum("size"), sent: sum("sent"), ended: row.ended, gone: Boolean(row.gone) };
    }));
    const moving = films.filter((film) => !this.parked.has(film.film) && !film.gone);
    const left = moving.reduce((sum, film) => sum + film.size - film.sent, 0);
    const whole = moving.reduce((sum, film) => sum + film.size, 0);
    const running = await this.#isFilming();
    const open = running ? [] : films.filter((film) => !film.ended);
    const why = this.why || films.map((film) => this.parked.get(film.film)).find(Boolean) || "";
    const { safe, signIn, elsewhere } = this;
    const detail = { films, left, whole, seconds: this.speed.secondsFor(left), open, safe, why, signIn, elsewhere, full: this.store.heldBytes > 0 };
    document.dispatchEvent(new CustomEvent("film-sending", { detail }));
    return detail;
  }

  async #isFilming() {
    const { held } = await navigator.locks.query();
    return Boolean(held?.some((lock) => lock.name === this.recorderLock));
  }

  async #sendAll() {
    await this.#closeWhatNobodyFilms();
    for (const film of (await this.store.films()).filter((one) => !one.gone)) {
      try {
        await this.#send(film);
      } catch (error) {
        if (!(error instanceof Later) || !["mayNot", "refused"].includes(error.key)) throw error;
        // One film that is not let in must not keep the others here.
        this.parked.set(film.film, error.sentence || say(error.key));
      }
    }
    this.why = "";
    this.signIn = false;
  }

  /** A tab that was killed could not say that its recorder had stopped. */
  async #closeWhatNobodyFilms() {
    await navigator.locks.request(this.recorderLock, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      for (const film of await this.store.films()) {
        for (const part of await this.store.parts(film.film)) {
          if (!part.closed) await this.store.changePart(film.film, part.number, { closed: true });
        }
        if (!film.ended && Date.now() - film.at > GIVEN_UP_AFTER_MS) await this.store.changeFilm(film.film, { ended: true });
      }
    });
  }

  /** It goes anew, under another code. @param {string} film */
  forget(film) {
    for (const key of this.known) if (key.startsWith(`${film}/`)) this.known.delete(key);
  }

  /** @param {Film} row */
  async #send(row) {
    for (const part of await this.store.parts(row.film)) await this.#createOrLearn(row, part);
    const film = await this.store.film(row.film);
    // Told before its last bytes go: a device that breaks then has said how many parts there are.
    if (!film || film.gone) return;
    if (film.ended && !film.told && !this.mayGoOn.has(film.film)) await this.#tellEnded(film);
    for (const { number } of await this.store.parts(film.film)) while (await this.#sendPiece(film, number));
    this.parked.delete(film.film);
    if ((await this.store.film(film.film))?.told) await this.#askAfter(film);
  }

  /** @param {Film} film @param {Part} part */
  async #createOrLearn(film, part) {
    const key = `${film.film}/${part.number}`;
    if (this.known.has(key)) return;
    if (part.upload) await this.#learn(film, part);
    else await this.#create(film, part);
    if ((await this.store.parts(film.film)).some((one) => one.number === part.number && one.upload)) this.known.add(key);
  }

  /** @param {Film} film @param {Part} part */
  async #create(film, part) {
    const { number, startsAt, picture } = part;
    const sealed = film.as ? { sealed_as: film.film } : {};
    const told = { strand: film.strand, sort: film.sort, film: codeOf(film), part: number, starts_at: startsAt, picture: picture ? 1 : 0, ...sealed };
    const metadata = Object.entries(told).map(([key, word]) => `${key} ${btoa(String(word))}`).join(",");
    const headers = { ...TUS, "Upload-Defer-Length": "1", "Upload-Metadata": metadata, "X-CSRFToken": token() };
    const answer = await fetch("/upload/", { method: "POST", headers });
    if (answer.status === 410) return this.#askAfter(film);
    if (answer.status !== 201) throw await whyLater(answer);
    const upload = new URL(answer.headers.get("Location") || "", location.href).pathname;
    await this.store.changePart(film.film, number, { upload });
    // It may be one that was begun before, when the answer was lost.
    await this.#learn(film, { ...part, upload });
  }

  /** Where the server stands with a part. @param {Film} film @param {Part} part */
  async #learn(film, part) {
    const answer = await fetch(part.upload, { method: "HEAD", headers: TUS });
    if (answer.status === 404 || answer.status === 410) return this.#askAfter(film);
    if (!answer.ok) throw await whyLater(answer);
    const offset = Number(answer.headers.get("Upload-Offset"));
    const finished = answer.headers.get("Upload-Length") === String(offset);
    await this.store.sent(film.film, part.number, offset);
    await this.store.changePart(film.film, part.number, { finished });
  }

  /** @param {Film} film */
  async #askAfter(film) {
    const answer = await fetch(`/cycle/${film.strand}/film/device/${codeOf(film)}/`, { redirect: "manual" });
    if (!answer.ok) throw await whyLater(answer);
    await this.#heed(film, await answer.json());
  }

  /** What is safe or deleted goes from here. What the server does not know as this device does (it was put back from a
   * backup, say) is sent anew, from where it stands there.
   * @param {Film} film @param {{state: string, parts: Record<string, {upload: string, arrived: number, finished: boolean}>}} standing */
  async #heed(film, { state, parts }) {
    const row = await this.store.film(film.film);
    // Another tab has gone on with it meanwhile: what is safe there is not all of it.
    const goesOn = Boolean(row && (!row.ended || row.parts !== film.parts));
    if (state === "deleted" && row?.own && !row.ended) {
      // Its owner deleted it and this device filmed on: what lies here is theirs to say.
      if (!row.gone) await this.store.changeFilm(film.film, { gone: true });
      return;
    }
    if (state === "deleted" || (state === "safe" && !goesOn)) {
      await this.store.remove(film.film);
      this.parked.delete(film.film);
      if (state === "safe") this.safe.push(film.film);
      return;
    }
    for (const part of await this.store.parts(film.film)) {
      const { upload, arrived, finished } = parts[part.number] ?? { upload: "", arrived: 0, finished: false };
      if (upload === part.upload && arrived === part.sent && finished === part.finished) continue;
      await this.store.changePart(film.film, part.number, { upload, sent: arrived, finished });
      this.known.delete(`${film.film}/${part.number}`);
    }
    await this.store.changeFilm(film.film, { told: state !== "unknown" && film.told && !goesOn });
  }

  /** @param {Film} film */
  async #tellEnded(film) {
    const pauses = Object.fromEntries((await this.store.parts(film.film)).map((part) => [part.number, part.pauses]));
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
    const body = JSON.stringify({ parts: film.parts, pauses });
    const url = `/cycle/${film.strand}/film/device/${codeOf(film)}/ended/`;
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual" });
    if (!answer.ok) throw await whyLater(answer);
    await this.#heed({ ...film, told: true }, await answer.json());
  }

  /** Sends one piece; true when there may be another. @param {Film} film @param {number} number */
  async #sendPiece(film, number) {
    if (!this.claimed && !this.isSender) throw new DOMException("another tab sends", "AbortError");
    const part = (await this.store.parts(film.film)).find((one) => one.number === number);
    if (!part?.upload || part.finished) return false;
    const { upload, sent: offset } = part;
    let bytes = await this.store.read(film.film, number, offset, this.piece);
    // A gap is not the end: what was held in memory may be gone where a server stands lower than it had said.
    const isLast = part.closed && bytes.length < this.piece && offset + bytes.length >= part.size;
    // The server keeps whole chunks only, until the last.
    if (!isLast) bytes = bytes.subarray(0, bytes.length - (bytes.length % CHUNK));
    if (!isLast && !bytes.length) return false;
    const headers = /** @type {Record<string, string>} */ ({
      ...TUS, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream", "X-CSRFToken": token(),
    });
    if (isLast) headers["Upload-Length"] = String(offset + bytes.length);
    this.speed.begin();
    const signal = AbortSignal.timeout(STALLED_MS);
    const answer = await fetch(upload, { method: "PATCH", headers, body: bytes, signal });
    const now = answer.headers.get("Upload-Offset");
    if (answer.status === 204 && now !== null) return this.#arrived(film, part, Number(now), bytes.length, isLast);
    return this.#notTaken(film, part, answer, isLast);
  }

  /** @param {Film} film @param {Part} part @param {number} now @param {number} length @param {boolean} isLast */
  async #arrived(film, part, now, length, isLast) {
    if (this.speed.passed(length) < QUICK_MS) this.piece = Math.min(this.most, 2 * this.piece);
    await this.store.sent(film.film, part.number, now);
    if (isLast) await this.store.changePart(film.film, part.number, { finished: true });
    this.why = "";
    await this.tell();
    return !isLast;
  }

  /** @param {Film} film @param {Part} part @param {Response} answer @param {boolean} isLast */
  async #notTaken(film, part, answer, isLast) {
    const now = answer.headers.get("Upload-Offset");
    if (answer.status === 409 && now !== null) {
      const arrived = Number(now);
      // The answer to its last piece was lost.
      if (isLast && arrived === part.size) await this.store.changePart(film.film, part.number, { finished: true });
      await this.store.sent(film.film, part.number, arrived);
      return !(isLast && arrived === part.size);
    }
    if (answer.status === 404 || answer.status === 410) { await this.#askAfter(film); return false; }
    if (answer.status === 413 && !isOurs(answer) && this.piece > CHUNK) {
      this.piece = this.most = CHUNK;
      return true;
    }
    throw await whyLater(answer);
  }
}

/** By what code the server knows it. @param {Film} film */
function codeOf(film) {
  return film.as || film.film;
}

/** @param {Response} answer */
function isOurs(answer) {
  return answer.headers.has("Tus-Resumable");
}

/** @param {Response} answer */
async function whyLater(answer) {
  const { status } = answer;
  if (status === 401 || answer.type === "opaqueredirect") return new Later("signedOut");
  // Signing in elsewhere has changed this browser's token; the next request reads the new one.
  if (status === 403) return new Later("later");
  if (status === 404) return new Later("mayNot");
  const sentence = isOurs(answer) ? await answer.text() : "";
  if (status === 507) return new Later("serverFull", sentence);
  if (status === 413) return new Later("proxy", sentence);
  if (status === 423) return new Later("later");
  return status === 409 || status === 410 ? new Later("refused", sentence) : new Later("later");
}

export const courier = new Courier().start();

class FilmCourier extends HTMLElement {
  connectedCallback() {
    document.addEventListener("film-sending", (event) => this.show(/** @type {CustomEvent<Told>} */ (event).detail));
  }

  /** @param {Told} told */
  show(told) {
    const sentence = [this.#state(told), told.why].filter(Boolean).join(" ");
    const text = this.querySelector("p");
    if (text && text.textContent !== sentence) text.textContent = sentence;
    // Put together here: a page that refuses must not repeat the address that was asked for.
    this.#link("signIn", told.signIn, `${this.getAttribute("sign-in")}?next=${encodeURIComponent(location.pathname)}`);
    const open = told.open[0];
    this.#link("goOn", Boolean(open), open && `/cycle/${open.strand}/film/record/${open.sort === "rehearsal" ? "?rehearsal=1" : ""}`);
    this.hidden = !sentence;
  }

  /** @param {Told} told */
  #state({ films, left, seconds, open, safe, elsewhere }) {
    if (films.some((film) => film.gone)) return say("goneHere");
    if (!films.length) return safe.length ? say("allSafe") : "";
    if (left <= 0) return say(open.length ? "openAll" : "almost");
    const words = { left: size(left), time: seconds ? say("about", { time: time(seconds) }) : say("soon") };
    return say(elsewhere ? "otherTabSends" : open.length ? "openLeft" : "waits", words);
  }

  /** @param {string} name @param {boolean} shown @param {string} [href] */
  #link(name, shown, href = "") {
    const link = this.querySelector(`[data-link="${name}"]`);
    if (!(link instanceof HTMLAnchorElement)) return;
    link.hidden = !shown;
    if (href) link.href = href;
  }
}
customElements.define("film-courier", FilmCourier);
