// @ts-check
// <talk-watch>: keeps this screen in step with the other one. Asks every few seconds how the talk stands, swaps the part
// that changes, reloads when the talk opens or ends, keeps the talk's clock, and sends what the player does.
//
// Attributes: data-strand, data-phase, data-version, data-clock-ms, data-zero-ms, data-place. Inside: [data-now].
// Fires "talk-state" (bubbles) with detail {state, askedAt}; `askedAt` on performance.now().

import { ScreenQueue } from "./screen-queue.js";
import { newCode, say } from "./talk-net.js";

const ASK_EVERY_MS = 2_500;
const ASK_WHEN_HIDDEN_MS = 10_000;
const BELIEVED_FOR_MS = 60_000;
// 0 is a redirect, and that leads to the sign-in page.
const LET_OUT = [0, 401, 403, 404];
const DEEDS = ["play", "pause", "seek", "replay", "rate"];

/** The talk's clock: the server's milliseconds, carried on by this device between two answers. */
export class TalkClock {
  rtt = Infinity;
  at = 0;
  offset = 0;

  /** @param {number} serverMs @param {number} sent @param {number} got */
  sample(serverMs, sent, got) {
    const rtt = got - sent;
    // The quickest answer tells best; after a while, or a sleep, a newer one counts whatever it took.
    const old = got - this.at > BELIEVED_FOR_MS || Math.abs(serverMs - this.atTime(got)) > 2_000 + rtt;
    if (rtt > this.rtt && !old) return;
    Object.assign(this, { rtt, at: got, offset: serverMs - (sent + got) / 2 });
  }

  /** @param {number} time of performance.now() */
  atTime(time) {
    return Math.max(0, Math.round(time + this.offset));
  }

  get ms() {
    return this.atTime(performance.now());
  }
}

/** @param {number} ms */
function said(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export class TalkWatch extends HTMLElement {
  clock = new TalkClock();
  screen = newCode();
  queue = new ScreenQueue();
  zeroMs = 0;
  /** @type {Set<HTMLFormElement>} */
  sending = new Set();

  connectedCallback() {
    if (this.started) return;
    this.started = true;
    const { clockMs, zeroMs, phase, version, strand, place } = this.dataset;
    this.strand = strand || "";
    this.phase = phase;
    this.version = version;
    this.place = place || "meet";
    this.zeroMs = Number(zeroMs);
    const now = performance.now();
    this.clock.sample(Number(clockMs), now - 500, now);
    this.listen();
    this.ask();
    setInterval(() => this.show(), 500);
    this.show();
  }

  listen() {
    for (const deed of DEEDS) {
      document.addEventListener(`film-${deed}`, (event) => this.took(deed, /** @type {CustomEvent} */ (event)));
    }
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.ask(); });
    document.addEventListener("talk-ask", () => this.ask());
    addEventListener("pagehide", () => this.leaves());
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("submit", (event) => this.submits(/** @type {SubmitEvent} */ (event)));
    this.addEventListener("input", (event) => this.typed(event));
  }

  get recorder() {
    return /** @type {any} */ (document.querySelector("talk-recorder"));
  }

  async ask() {
    clearTimeout(this.timer);
    const asked = performance.now();
    try {
      const answer = await fetch(`/cycle/${this.strand}/talk/state/`, { redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.ok) await this.heard(await answer.json(), asked);
      // Whom the server does not know any more would not hear of the partner's no: what cannot be stopped does not run.
      else if (LET_OUT.includes(answer.status)) await this.recorder?.stop?.("letOut");
    } catch { /* no network: the recorder and the film go on; the next answer tells */ }
    clearTimeout(this.timer);
    const every = document.hidden && !this.recorder?.isRunning ? ASK_WHEN_HIDDEN_MS : ASK_EVERY_MS;
    this.timer = setTimeout(() => this.ask(), every);
  }

  /** @param {any} state @param {number} askedAt */
  async heard(state, askedAt) {
    this.clock.sample(state.clock_ms, askedAt, performance.now());
    this.zeroMs = state.zero_ms;
    this.dispatchEvent(new CustomEvent("talk-state", { bubbles: true, detail: { state, askedAt } }));
    if (state.phase !== this.phase) {
      this.leaves();
      await this.recorder?.stop?.();
      location.reload();
      return;
    }
    if (state.version !== this.version && (await this.swap())) this.version = state.version;
  }

  /** False where somebody is in the middle of something in there: then a button offers it. */
  async swap() {
    const now = this.querySelector("[data-now]");
    if (!now) return true;
    if (isInUse(now)) {
      this.offer(now);
      return false;
    }
    const answer = await fetch(`/cycle/${this.strand}/talk/now/?from=${this.place}`, { redirect: "manual" });
    if (!answer.ok) return false;
    now.innerHTML = await answer.text();
    const told = this.querySelector('[data-says="told"]');
    if (told) told.textContent = `${say("changed")} ${now.querySelector("[data-told]")?.getAttribute("data-told") || ""}`;
    this.show();
    return true;
  }

  /** @param {Element} now */
  offer(now) {
    if (this.querySelector("[data-offer]")) return;
    const note = Object.assign(document.createElement("p"), { className: "row", textContent: say("changed") });
    note.dataset.offer = "";
    const button = Object.assign(document.createElement("button"), { className: "button", type: "button", textContent: say("show") });
    button.addEventListener("click", () => location.reload());
    note.append(" ", button);
    now.before(note);
  }

  show() {
    const place = this.querySelector('[data-says="clock"]');
    const text = said(this.clock.ms - this.zeroMs);
    if (place && this.phase === "open" && place.textContent !== text) place.textContent = text;
    for (const part of this.querySelectorAll("[data-elsewhere]")) {
      if (part instanceof HTMLElement) part.hidden = Boolean(this.recorder?.isRunning);
    }
    const player = document.querySelector("lesson-player");
    for (const part of this.querySelectorAll("[data-film-ms]")) if (part instanceof HTMLElement) part.hidden = !player;
  }

  /** @param {string} deed @param {CustomEvent} event */
  took(deed, { detail, target }) {
    if (this.phase !== "open") return;
    const film = /** @type {any} */ (target)?.film?.code;
    if (!film) return;
    this.note(deed, film, detail.filmMs, detail.rate, detail.angle);
    clearTimeout(this.sendSoon);
    this.sendSoon = setTimeout(() => this.queue.send(), 1_000);
  }

  /** @param {string} deed @param {string} film @param {number} filmMs @param {number} rate @param {number} [angle] */
  note(deed, film, filmMs, rate, angle = 0) {
    const report = { code: newCode(), screen: this.screen, film, deed };
    const places = { at_ms: this.clock.ms, film_ms: Math.max(0, Math.round(filmMs)), rate_percent: Math.round(rate * 100) };
    this.queue.add(this.strand, { ...report, ...places, angle });
  }

  /** A page that goes away takes its film along. */
  leaves() {
    const player = /** @type {any} */ (document.querySelector("lesson-player"));
    if (this.phase === "open" && player?.playing) this.note("pause", player.film.code, player.filmMs, player.rate, player.angle);
    this.queue.send({ keepalive: true });
  }

  /** @param {Event} event */
  pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("[data-film-ms]") : null;
    const player = /** @type {any} */ (document.querySelector("lesson-player"));
    if (button instanceof HTMLElement && player) player.stretch(Number(button.dataset.filmMs), Number(button.dataset.filmEndMs));
  }

  /** While the talk is open its forms go without leaving the page: the recorder and the film go on.
   * @param {SubmitEvent} event */
  async submits(event) {
    const form = event.target;
    if (this.phase !== "open" || !(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    // One form waits for itself only: a stop must not be lost because a note is still on its way.
    if (this.sending.has(form)) return;
    this.sending.add(form);
    this.problem("");
    try {
      const body = new URLSearchParams(/** @type {any} */ (new FormData(form, event.submitter)));
      if ("ends" in form.dataset) await this.recorder?.stop?.();
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Talk": "part" }, redirect: "manual" });
      if (answer.ok) this.taken(form);
      else this.problem(answer.status === 422 ? await answer.text() : say("notTaken"));
    } catch {
      this.problem(say("notSent"));
    } finally {
      this.sending.delete(form);
    }
    await this.ask();
  }

  /** @param {HTMLFormElement} form */
  taken(form) {
    const keeper = /** @type {any} */ (form.closest("draft-keeper"));
    if (!keeper) return;
    form.reset();
    const at = form.elements.namedItem("at_ms");
    if (at instanceof HTMLInputElement) at.value = "";
    keeper.taken?.();
  }

  /** @param {string} sentence */
  problem(sentence) {
    const place = this.querySelector('[data-says="problem"]');
    if (place) place.textContent = sentence;
  }

  /** A note lies where its first letter was typed. @param {Event} event */
  typed(event) {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement)) return;
    const at = field.form?.elements.namedItem("at_ms");
    if (at instanceof HTMLInputElement && !at.value && this.phase === "open") at.value = String(this.clock.ms);
  }
}

/** @param {Element} part */
function isInUse(part) {
  const fields = [...part.querySelectorAll("input:not([type=hidden], [type=radio]), textarea")];
  const typed = fields.some((field) => /** @type {HTMLInputElement} */ (field).value);
  return typed || [...part.querySelectorAll("audio")].some((sound) => !sound.paused);
}
customElements.define("talk-watch", TalkWatch);
