// @ts-check
// <voice-note data-place data-keeps data-to>: speaks a note instead of writing it. What was said stays on this device
// (voice-store.js) until the server has it: nothing is let go by an answer that was lost, a sign-out, a form that is
// sent too soon or a page that is closed; the next visit offers it again. ``data-keeps`` is the place without the mark
// of a form, which may be another by then. With ``left`` it only offers what was spoken on this page before.
//
// Inside: a list and a template for what is kept, data-part="speak unsent", data-do="speak again drop erase save",
// data-says="state length". Words come from #voice-words.

import { token } from "../web/token.js";
import { VoiceStore } from "./voice-store.js";

const LONGEST_MS = 5 * 60 * 1000;
const MOST_BYTES = 4 * 1024 * 1024;
const SLICE_MS = 1_000;
// A line may hang without an end; nobody waits longer than this for an answer, and no form does: a minute, and what a
// line of 64 kbit/s takes for the sound.
const ANSWER_MS = 60_000;
const SLOWEST_BYTES_MS = 8;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];
const NOBODY = "00000000-0000-0000-0000-000000000000";
const ENDINGS = { "audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg" };
// Whose page this is. Another may have signed in beside it since: the server takes nothing for them that was said here.
const person = document.body.dataset.person || "";
// Counts the recordings that were begun on this page: who is still waiting for the microphone is told by it.
let begun = 0;
const store = new VoiceStore(person);
/** Forms that wait for what was spoken into them. @type {WeakSet<HTMLFormElement>} */
const leaving = new WeakSet();
const words = JSON.parse(document.getElementById("voice-words")?.textContent || "{}");

/** @param {number} ms */
const clock = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

/** ``release`` where this page holds it against others; ``stored`` where it lies on the device whole.
 * @typedef {{sound: Blob, ms: number, once: string, url: string, to: string, stored: boolean, release?: () => void}} Said */

class VoiceNote extends HTMLElement {
  /** @type {MediaRecorder | undefined} */
  recorder;
  /** What is said and not with the server yet. @type {Said | undefined} */
  said;
  /** The sending under way. @type {Promise<boolean> | undefined} */
  sending;
  starting = false;
  /** Whether only the line was missing, so that it may go by itself once that is back. */
  lineAway = false;
  beganAt = 0;
  known = false;

  connectedCallback() {
    if (this.known) return;
    this.known = true;
    this.part("speak").hidden = this.onlyLeft;
    this.button("speak").addEventListener("click", () => this.toggle());
    this.button("again").addEventListener("click", () => this.send());
    this.button("drop").addEventListener("click", () => this.drop());
    this.querySelector("ul")?.addEventListener("click", (event) => this.erase(event));
    this.closest("form")?.addEventListener("submit", (event) => this.submitting(event), { capture: true });
    document.addEventListener("voice-begins", (event) => { if (event.target !== this) this.stop(); });
    addEventListener("online", () => { if (this.said && this.lineAway) this.send(); });
    addEventListener("beforeunload", (event) => { if (this.recorder || (this.said && !this.said.stored)) event.preventDefault(); });
    if (!this.onlyLeft && (!window.MediaRecorder || !navigator.mediaDevices?.getUserMedia)) {
      this.part("speak").hidden = true;
      // Once a page, however many questions it has.
      if (document.querySelector("voice-note") === this) this.say("notHere");
    }
    this.show();
    this.takeUp();
  }

  /** Offers what an earlier visit left here, one at a time. */
  async takeUp() {
    try {
      for (const row of await store.notes()) {
        if (!this.isPlaceOf(row)) continue;
        const release = await store.hold(row.once);
        if (!release) continue;
        // Sent by another page, or spoken into here, while this one asked.
        const sound = this.recorder || this.starting || this.said ? undefined : await store.sound(row.once);
        if (!sound?.size || this.recorder || this.starting || this.said) {
          release();
          continue;
        }
        const to = row.place === this.dataset.keeps ? this.dataset.place || "" : row.to;
        this.said = { sound, ms: row.ms, once: row.once, url: URL.createObjectURL(sound), to, stored: true, release };
        const when = new Date(row.at).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
        this.write("state", `${this.state} ${words.left.replace("{when}", when)}`.trim());
        this.write("length", clock(row.ms));
        this.show();
        return;
      }
    } catch { /* a device without a store keeps nothing that could be offered */ }
  }

  /** Where its place is on the page no more, the page's first offers it, to be saved or let go.
   * @param {import("./voice-store.js").Note} row */
  isPlaceOf(row) {
    if (row.place === this.dataset.keeps) return true;
    /** @type {VoiceNote[]} */
    const all = [...document.querySelectorAll("voice-note")].map((one) => /** @type {VoiceNote} */ (one));
    return row.path === location.pathname && all[0] === this && all.every((one) => one.dataset.keeps !== row.place);
  }

  async toggle() {
    if (this.recorder) await this.stop();
    else if (this.said) this.button("again").focus();
    else await this.start();
  }

  async start() {
    if (this.starting || this.recorder || this.said) return;
    // Whoever listens may say that nothing is recorded now, and says why.
    if (!this.dispatchEvent(new Event("voice-begins", { bubbles: true, cancelable: true }))) return;
    this.starting = true;
    begun += 1;
    const mine = begun;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { noiseSuppression: true, autoGainControl: true } });
      // The question whether to allow it may have stood open while another note was begun.
      if (mine === begun) this.open(stream);
      else letSilent(stream);
    } catch (error) {
      this.say(mine === begun ? whyNotHeard(error) : "");
    }
    this.starting = false;
    this.show();
  }

  /** @param {MediaStream} stream */
  open(stream) {
    try {
      this.record(stream);
      this.say("running");
    } catch {
      letSilent(stream);
      this.say("cannot");
    }
  }

  /** @param {MediaStream} stream */
  record(stream) {
    /** @type {Blob[]} */
    const pieces = [];
    let size = 0;
    const type = TYPES.find((one) => MediaRecorder.isTypeSupported(one));
    const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32_000 });
    const keeping = new Keeping(this, (type || "").split(";")[0]);
    recorder.addEventListener("dataavailable", ({ data }) => {
      pieces.push(data);
      size += data.size;
      keeping.add(data, Math.min(this.ms, LONGEST_MS));
      // Room for the slices that are still on their way.
      if (this.ms >= LONGEST_MS || size > MOST_BYTES - 128 * 1024) this.stop("over");
    });
    /** @type {Promise<void>} */
    this.ended = new Promise((settle) => {
      // Also where the microphone was unplugged: what was said until then is kept.
      recorder.addEventListener("stop", async () => {
        const ms = Math.min(this.ms, LONGEST_MS);
        clearInterval(this.ticking);
        letSilent(stream);
        const kept = await keeping.end();
        this.recorder = undefined;
        const sound = new Blob(pieces, { type: recorder.mimeType.split(";")[0] });
        if (sound.size) this.said = { sound, ms, url: URL.createObjectURL(sound), to: this.dataset.place || "", ...kept };
        else {
          forget(kept.once).finally(() => kept.release?.());
          this.say("empty");
        }
        this.show();
        if (this.said) this.send();
        settle();
      });
    });
    recorder.addEventListener("error", () => { if (recorder.state !== "inactive") recorder.stop(); });
    this.beganAt = performance.now();
    this.why = "";
    recorder.start(SLICE_MS);
    this.recorder = recorder;
    this.ticking = setInterval(() => this.write("length", clock(this.ms)), 250);
  }

  get onlyLeft() {
    return this.hasAttribute("left");
  }

  get ms() {
    return Math.round(performance.now() - this.beganAt);
  }

  /** Resolves when what was said lies in this page whole. */
  async stop(why = "") {
    if (!this.recorder) return;
    this.why = why;
    if (this.recorder.state !== "inactive") this.recorder.stop();
    await this.ended;
  }

  /** All that waits here, one after the other; whether the server has it now. */
  async sendAll() {
    while (this.said) if (!(await this.send())) return false;
    return true;
  }

  /** One sending at a time; whether the server has it now. What an earlier visit left beside it is offered next. */
  send() {
    this.sending ||= this.sendOnce().then(async (has) => {
      if (has) await this.takeUp();
      return has;
    }).finally(() => {
      this.sending = undefined;
      this.show();
      // From "Stop", which has become a button that can do nothing now, to what can be done.
      if (this.said && document.activeElement === this.button("speak")) this.button("again").focus();
    });
    this.show();
    return this.sending;
  }

  async sendOnce() {
    const said = this.said;
    if (!said) return true;
    this.lineAway = false;
    this.say("sending");
    const headers = {
      "Content-Type": said.sound.type, "X-CSRFToken": token(), "Voice-Person": person,
      "Voice-Place": said.to, "Voice-Once": said.once, "Voice-Length": String(said.ms),
    };
    try {
      const signal = AbortSignal.timeout(Math.round(ANSWER_MS + said.sound.size / SLOWEST_BYTES_MS));
      const answer = await fetch(this.dataset.to || "", { method: "POST", headers, body: said.sound, redirect: "manual", signal });
      const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (answer.status === 201 && told.code) {
        this.kept(said, told.code);
        return true;
      }
      if (told.sentence) this.write("state", told.sentence);
      else this.sayUnsent(whyNotTaken(answer));
    } catch {
      this.lineAway = true;
      this.sayUnsent("unsent");
    }
    return false;
  }

  /** @param {Said} said @param {string} code */
  kept(said, code) {
    const row = /** @type {DocumentFragment} */ (this.querySelector("template")?.content.cloneNode(true)).querySelector("li");
    if (row) {
      row.dataset.code = code;
      row.querySelector("audio")?.setAttribute("src", `${this.dataset.to}${code}/`);
      const long = row.querySelector('[data-says="long"]');
      if (long) long.textContent = clock(said.ms);
      const now = new Date().toLocaleTimeString(document.documentElement.lang || undefined);
      for (const one of row.querySelectorAll("[aria-label]")) one.setAttribute("aria-label", `${one.getAttribute("aria-label")}, ${now}`);
      const field = row.querySelector("input");
      if (field) Object.assign(field, { value: code, disabled: false });
      const inWords = /** @type {HTMLElement | null} */ (row.querySelector("note-words"));
      inWords?.setAttribute("data-at", (inWords.dataset.like || "").replace(NOBODY, code));
      this.querySelector("ul")?.append(row);
    }
    this.letGo();
    this.say(this.why || "sent");
  }

  drop() {
    if (this.sending) return;
    this.letGo();
    this.say("dropped");
    this.show();
    this.rest();
    this.takeUp();
  }

  letGo() {
    const said = this.said;
    this.said = undefined;
    this.write("length", "");
    if (!said) return;
    URL.revokeObjectURL(said.url);
    // Held until it is gone from the device: no other page offers it in between.
    // Also what the device has only a part of.
    forget(said.once).finally(() => said.release?.());
  }

  /** @param {Event} event */
  async erase(event) {
    const target = event.target instanceof Element ? event.target.closest('[data-do="erase"]') : null;
    const row = target?.closest("li");
    if (!row) return;
    event.preventDefault();
    const headers = { "X-CSRFToken": token(), "Voice-Person": person, Accept: "application/json" };
    try {
      const answer = await fetch(`${this.dataset.to}${row.dataset.code}/`, { method: "POST", headers, redirect: "manual" });
      if (answer.status === 204) {
        row.remove();
        this.say("erased");
        this.rest();
      } else if (answer.status === 409) this.write("state", (await answer.json()).sentence);
      // Perhaps erased in another tab, perhaps not to be opened now: this page cannot know.
      else this.say(answer.status === 404 ? "notThere" : "notErased");
    } catch {
      this.say("notErased");
    }
  }

  /** A form is not sent ahead of what was spoken into it, and once only, however many notes it waits for.
   * @param {SubmitEvent} event */
  async submitting(event) {
    const form = this.closest("form");
    if (!form) return;
    const all = [...form.querySelectorAll("voice-note")].map((one) => /** @type {VoiceNote} */ (one));
    if (!leaving.has(form) && !all.some((one) => one.recorder || one.said)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (leaving.has(form)) return;
    leaving.add(form);
    const { submitter } = event;
    const unsent = await firstUnsent(all);
    leaving.delete(form);
    if (!unsent) return form.requestSubmit(submitter);
    unsent.write("state", `${unsent.state} ${words.first}`);
    unsent.button("again").focus();
  }

  show() {
    const runs = Boolean(this.recorder), waits = Boolean(this.said);
    this.toggleAttribute("running", runs);
    const label = this.button("speak").querySelector("span");
    if (label) label.textContent = runs ? words.stop : words.start;
    // Not "disabled", which would take the focus from whoever has just pressed it.
    this.button("speak").setAttribute("aria-disabled", String(waits));
    const unsent = this.part("unsent");
    if (!waits && unsent.contains(document.activeElement)) this.rest();
    unsent.hidden = !waits;
    // What is on its way may be saved meanwhile, but neither be sent twice nor let go.
    for (const name of ["again", "drop"]) this.button(name).setAttribute("aria-disabled", String(Boolean(this.sending)));
    if (!this.said) return;
    const here = unsent.querySelector("audio");
    if (here && here.src !== this.said.url) here.src = this.said.url;
    const save = unsent.querySelector("a");
    const ending = ENDINGS[/** @type {keyof ENDINGS} */ (this.said.sound.type)] || "webm";
    if (save) Object.assign(save, { href: this.said.url, download: `voice-note.${ending}` });
  }

  /** Where the focus goes from what has just gone. */
  rest() {
    const state = /** @type {HTMLElement} */ (this.querySelector('[data-says="state"]'));
    state.tabIndex = -1;
    (this.onlyLeft ? state : this.button("speak")).focus();
  }

  /** @param {string} name @returns {HTMLElement} */
  part(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part="${name}"]`));
  }

  /** @param {string} name @returns {HTMLElement} */
  button(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-do="${name}"]`));
  }

  get state() {
    return this.querySelector('[data-says="state"]')?.textContent || "";
  }

  /** Why it is not sent, and where it is meanwhile. @param {string} key */
  sayUnsent(key) {
    this.write("state", [words[key], this.said?.stored ? words.onDevice : words.inPage].join(" "));
  }

  /** @param {string} key */
  say(key) {
    this.write("state", words[key] || "");
  }

  /** @param {string} place @param {string} text */
  write(place, text) {
    const part = this.querySelector(`:scope > [data-says="${place}"], :scope > div > [data-says="${place}"]`);
    if (part && part.textContent !== text) part.textContent = text;
  }
}

/** One note on its way from the microphone into the device's store. Where that has no room, the page holds it. */
class Keeping {
  /** @param {VoiceNote} note @param {string} type */
  constructor(note, type) {
    this.once = crypto.randomUUID();
    this.stored = store.works;
    this.number = 0;
    const { place = "", keeps = "" } = note.dataset;
    this.chain = this.#step(async () => {
      this.release = await store.hold(this.once);
      await store.begin({ once: this.once, place: keeps, to: place, path: location.pathname, type });
    });
  }

  /** @param {Blob} sound @param {number} ms */
  add(sound, ms) {
    if (!sound.size) return;
    const number = this.number++;
    const before = this.chain;
    this.chain = before.then(() => this.#step(() => store.add(this.once, number, sound, ms)));
  }

  async end() {
    await this.chain;
    return { once: this.once, stored: this.stored, release: this.release };
  }

  /** @param {() => Promise<void>} act */
  async #step(act) {
    if (!this.stored) return;
    try {
      await act();
    } catch {
      this.stored = false;
    }
  }
}

/** @param {string} once */
async function forget(once) {
  try {
    if (store.works) await store.remove(once);
  } catch { /* it is offered again at the next visit */ }
}

/** The first whose sound the server does not have, after all were sent. @param {VoiceNote[]} all */
async function firstUnsent(all) {
  for (const one of all) {
    await one.stop();
    if (!(await one.sendAll())) return one;
  }
  return undefined;
}

/** @param {MediaStream} stream */
function letSilent(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** @param {Response} answer */
function whyNotTaken(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 403) return "signedOut";
  if (answer.status === 404) return "gone";
  return answer.status === 413 || answer.status === 429 ? "wait" : "fault";
}

/** @param {unknown} error */
function whyNotHeard(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "busy";
}
customElements.define("voice-note", VoiceNote);
