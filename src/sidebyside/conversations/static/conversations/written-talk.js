// @ts-check
// <written-talk>: the page of the written talk, kept in step with the other person's, with a click on a word to hear it,
// turns corrected in their place, and all of it by keyboard. Without it the page reads and its links and forms work.
//
// Attributes: data-strand, data-base, data-person. Inside: #written-head (data-revision, data-version, data-state,
// data-sound), #written-turns, #written-side. Parts that are swapped carry data-part.

import { token } from "../web/token.js";
import { TalkSound } from "./written-sound.js";

const LOOK_EVERY_MS = 3_000;
const LOOK_WHEN_HIDDEN_MS = 15_000;
const words = JSON.parse(document.getElementById("written-words")?.textContent || "{}");
const WORD = /\S+/g;

export class WrittenTalk extends HTMLElement {
  word = 0;

  connectedCallback() {
    if (this.started) return;
    this.started = true;
    this.base = this.dataset.base || "";
    this.sound = new TalkSound(this.querySelector("audio"), (turn) => this.heardNow(turn));
    this.took();
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("submit", (event) => this.submits(/** @type {SubmitEvent} */ (event)));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusin", (event) => this.focusedOn(event));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.look(); });
    this.timer = setTimeout(() => this.look(), LOOK_EVERY_MS);
  }

  /** @returns {HTMLElement} */
  get head() { return /** @type {HTMLElement} */ (this.querySelector("#written-head")); }

  /** @returns {HTMLElement[]} */
  get turns() { return [...this.querySelectorAll("#written-turns > .turn")].map((turn) => /** @type {HTMLElement} */ (turn)); }

  /** What the page holds now: which sound there is, and which turn the keys begin at. */
  took() {
    const { revision, version, state, sound } = this.head.dataset;
    Object.assign(this, { revision: Number(revision), version, state });
    this.sound.holds(JSON.parse(sound || "[]"));
    const listen = /** @type {HTMLElement | null} */ (this.querySelector("[data-listen]"));
    if (listen) listen.hidden = !sound;
    for (const turn of this.turns) turn.classList.toggle("heard", Boolean(sound) && "start" in turn.dataset);
    const first = this.current ?? this.turns.find((turn) => !turn.classList.contains("gap"));
    if (first) first.tabIndex = 0;
  }

  // In step with the other one

  async look() {
    clearTimeout(this.timer);
    try {
      const answer = await fetch(`${this.base}state/`, { redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.ok) await this.heard(await answer.json());
      else if (answer.status === 404 || answer.type === "opaqueredirect") return location.reload();
    } catch { /* The network is away; the top of the page says so. */ }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), document.hidden ? LOOK_WHEN_HIDDEN_MS : LOOK_EVERY_MS);
  }

  /** @param {any} told */
  async heard(told) {
    if (told.state !== this.state) return location.reload();
    if (told.state === "growing") {
      const bar = this.querySelector('[data-says="bar"]');
      if (bar instanceof HTMLProgressElement) bar.value = told.percent;
      const percent = this.querySelector('[data-says="percent"]');
      if (percent) percent.textContent = `${told.percent} %`;
      if (told.heard !== this.pieces) await this.swap();
      this.pieces = told.heard;
    } else if (told.revision !== this.revision || told.version !== this.version) {
      const lost = this.version && told.signed.length === 0 && this.querySelector("#written-side form[action$='unsign/']");
      await this.swap();
      this.tell(lost ? words.removed : words.changed);
    }
  }

  /** Put the server's page in place of ours, but leave alone what somebody is in the middle of. */
  async swap() {
    const answer = await fetch(`${this.base}now/`, { redirect: "manual" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of this.querySelectorAll("[data-part]")) {
      const newer = fresh.getElementById(part.id);
      if (!newer || isInUse(part)) continue;
      const hadFocus = part.contains(document.activeElement);
      part.replaceWith(newer);
      // Whoever pressed a button by keyboard goes on from where they were.
      if (hadFocus) /** @type {HTMLElement | null} */ (newer.querySelector("button, a"))?.focus({ preventScroll: true });
    }
    this.swapTurns(fresh);
    this.took();
  }

  /** @param {Document} fresh */
  swapTurns(fresh) {
    const list = this.querySelector("#written-turns");
    const newer = fresh.getElementById("written-turns");
    if (!list || !newer) return;
    const at = this.current?.id;
    const hadFocus = this.current?.contains(document.activeElement);
    for (const turn of [...newer.children]) {
      const here = document.getElementById(turn.id);
      if (!here?.querySelector(".editor")) continue;
      // An open correction stays as it is: what it clashes with is told when it is kept. Of a gap no word stays.
      if (turn.classList.contains("gap")) /** @type {any} */ (here.querySelector("draft-keeper"))?.drop?.();
      else turn.replaceWith(here);
    }
    list.replaceChildren(...newer.children);
    const found = at ? document.getElementById(at) : null;
    if (found instanceof HTMLElement && at) {
      found.tabIndex = 0;
      found.setAttribute("aria-current", "true");
      if (hadFocus && !found.contains(document.activeElement)) found.focus({ preventScroll: true });
    }
  }

  // Which turn, which word

  /** @returns {HTMLElement | null} */
  get current() { return this.querySelector("#written-turns > .turn[aria-current]"); }

  /** @param {HTMLElement} turn @param {number} [word] */
  mark(turn, word = 0) {
    for (const other of this.turns) {
      if (other === turn) continue;
      other.removeAttribute("aria-current");
      other.tabIndex = -1;
    }
    turn.setAttribute("aria-current", "true");
    turn.tabIndex = 0;
    this.word = word;
    this.showWord(turn);
  }

  /** @param {Event} event */
  focusedOn(event) {
    const turn = event.target instanceof HTMLElement && event.target.closest(".turn");
    if (turn instanceof HTMLElement && turn !== this.current) this.mark(turn);
  }

  /** Each word of a turn as a range of the page. @param {HTMLElement} turn */
  wordsOf(turn) {
    const place = turn.querySelector(".words");
    if (!place) return [];
    const text = place.textContent || "";
    return [...text.matchAll(WORD)].map((found) => rangeIn(place, found.index, found.index + found[0].length));
  }

  /** @param {HTMLElement} turn */
  showWord(turn) {
    if (!("highlights" in CSS)) return;
    const range = this.wordsOf(turn)[this.word];
    if (range) CSS.highlights.set("written-word", new Highlight(range));
    else CSS.highlights.delete("written-word");
  }

  /** Where in the talk a word begins: as it was timed, or as far through the turn as its letters are.
   * @param {HTMLElement} turn @param {number} word */
  msOf(turn, word) {
    const starts = JSON.parse(turn.dataset.starts || "[]");
    if (starts.length && word < starts.length) return starts[word];
    const [start, end] = [Number(turn.dataset.start), Number(turn.dataset.end)];
    const all = (turn.querySelector(".words")?.textContent || "").length || 1;
    const range = this.wordsOf(turn)[word];
    const place = turn.querySelector(".words");
    if (!range || !place) return start;
    const before = document.createRange();
    before.setStart(place, 0);
    before.setEnd(range.startContainer, range.startOffset);
    return start + ((end - start) * before.toString().length) / all;
  }

  /** @param {HTMLElement} turn @param {number} word */
  play(turn, word) {
    if (!("start" in turn.dataset) || !this.sound.play(this.msOf(turn, word), undefined, turn.dataset.track)) this.tell(words.noSound);
  }

  /** While it plays, the turn that is heard. @param {number | null} ms */
  heardNow(ms) {
    for (const turn of this.turns) {
      const isHeard = ms !== null && Number(turn.dataset.start) <= ms && ms < Number(turn.dataset.end);
      if (isHeard !== turn.hasAttribute("playing")) turn.toggleAttribute("playing", isHeard);
    }
  }

  // Pressed

  /** @param {MouseEvent} event */
  pressed(event) {
    const target = /** @type {Element} */ (event.target);
    const button = target.closest("[data-do]");
    const turn = /** @type {HTMLElement | null} */ (target.closest(".turn"));
    const what = button instanceof HTMLElement ? button.dataset.do : "";
    if (what === "play" && turn) { this.mark(turn); this.play(turn, 0); }
    if (what === "sample" && button instanceof HTMLElement) this.sound.play(Number(button.dataset.start), Number(button.dataset.end));
    if (what === "keys" && button) this.keys(button);
    if (what === "edit" && turn && !event.ctrlKey && !event.metaKey) { event.preventDefault(); this.edit(turn); }
    if (what === "leave" && turn) { event.preventDefault(); this.leave(turn); }
    if (!what && turn && target.closest(".words") && getSelection()?.isCollapsed) this.clicked(turn, event);
  }

  /** @param {HTMLElement} turn @param {MouseEvent} event */
  clicked(turn, event) {
    const word = this.wordsOf(turn).findIndex((range) => [...range.getClientRects()].some((box) => isIn(box, event)));
    this.mark(turn, Math.max(0, word));
    turn.focus({ preventScroll: true });
    if (word >= 0 && turn.classList.contains("heard")) this.play(turn, word);
  }

  /** @param {Element} button */
  keys(button) {
    const help = document.getElementById("written-keys");
    if (!help) return;
    help.hidden = !help.hidden;
    button.setAttribute("aria-expanded", String(!help.hidden));
    if (!help.hidden) help.scrollIntoView({ block: "nearest" });
  }

  // Correcting

  /** @param {HTMLElement} turn */
  async edit(turn) {
    if (turn.querySelector(".editor")) return;
    const link = turn.querySelector("a.edit");
    if (!(link instanceof HTMLAnchorElement)) return;
    this.mark(turn, this.word);
    try {
      const answer = await fetch(link.href, { headers: { "X-Talk": "part" }, redirect: "manual" });
      if (!answer.ok) return location.assign(link.href);
      this.opens(turn, await answer.text(), this.word);
    } catch {
      this.problem(words.gone);
    }
  }

  /** @param {HTMLElement} turn @param {string} html @param {number} word */
  opens(turn, html, word) {
    turn.querySelector("draft-keeper")?.remove();
    turn.insertAdjacentHTML("beforeend", html);
    const text = turn.querySelector("textarea");
    const place = /** @type {HTMLSelectElement | null} */ (turn.querySelector("select[name=place]"));
    if (!text) return;
    if (place && word > 0) place.value = String(word);
    // Where the cursor stands is where it is split.
    const follow = () => {
      const before = text.value.slice(0, text.selectionStart).match(WORD)?.length ?? 0;
      const inside = /\S$/.test(text.value.slice(0, text.selectionStart)) && /^\S/.test(text.value.slice(text.selectionStart));
      if (place) place.value = String(Math.max(1, before - (inside ? 1 : 0)));
    };
    text.addEventListener("keyup", follow);
    text.addEventListener("click", follow);
    text.focus();
  }

  /** @param {HTMLElement} turn */
  leave(turn) {
    turn.querySelector("draft-keeper")?.remove();
    turn.focus();
    this.swap();
  }

  /** Forms go without leaving the page, so that the place and the sound stay. @param {SubmitEvent} event */
  async submits(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !(form.matches(".editor") || "sends" in form.dataset)) return;
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    this.problem("");
    const turn = /** @type {HTMLElement | null} */ (form.closest(".turn"));
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form, event.submitter)));
    await this.send(form, body, turn);
    delete form.dataset.busy;
  }

  /** @param {HTMLFormElement} form @param {URLSearchParams} body @param {HTMLElement | null} turn */
  async send(form, body, turn) {
    const keeper = /** @type {any} */ (form.closest("draft-keeper"));
    const place = turn ? this.turns.indexOf(turn) : 0;
    try {
      const headers = { "X-Talk": "part", "X-CSRFToken": token() };
      const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
      if (answer.ok) {
        keeper?.taken?.();
        if (turn && form.matches(".editor")) keeper?.remove();
        else form.reset();
        await this.swap();
        this.tell(words.saved);
        if (turn) this.backTo(turn.id, place);
      } else if (turn && (answer.headers.get("content-type") || "").startsWith("text/html") && [409, 422].includes(answer.status)) {
        this.opens(turn, await answer.text(), 0);
      } else {
        const why = answer.status === 422 ? await answer.text() : words.refused;
        // The sentence stands in a part that is swapped: it comes after that, or nobody ever sees it.
        if (answer.status === 422) await this.swap();
        this.problem(why);
      }
    } catch {
      this.problem(words.gone);
      if (keeper) keeper.sending = false;
    }
  }

  /** The keys work on the turn that has the focus: the new one in its place, or in that of one that is gone.
   * @param {string} id @param {number} place */
  backTo(id, place) {
    const isElsewhere = document.activeElement && document.activeElement !== document.body;
    if (isElsewhere) return;
    const turn = document.getElementById(id) ?? this.turns[Math.min(place, this.turns.length - 1)];
    turn?.focus({ preventScroll: true });
  }

  /** One press of a key is one correction, without opening the turn. @param {HTMLElement} turn @param {Record<string, string>} said */
  async quick(turn, said) {
    const link = turn.querySelector("a.edit");
    if (!(link instanceof HTMLAnchorElement) || this.busy) return;
    this.busy = true;
    try {
      const opened = await fetch(link.href, { headers: { "X-Talk": "part" }, redirect: "manual" });
      if (!opened.ok) return;
      const form = new DOMParser().parseFromString(await opened.text(), "text/html").querySelector("form");
      if (!form) return;
      const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
      if (said.do === "give") said.voice = nextVoice(form);
      for (const [name, value] of Object.entries(said)) body.set(name, value);
      // What the person saw, not what has come since.
      body.set("revision", turn.dataset.revision || "");
      const answer = await fetch(link.href, { method: "POST", body, headers: { "X-Talk": "part", "X-CSRFToken": token() }, redirect: "manual" });
      const why = answer.ok ? "" : answer.status === 409 ? words.changed : answer.status === 422 ? plain(await answer.text()) : words.refused;
      await this.swap();
      this.problem(why);
      if (answer.ok) this.tell(words.saved);
    } catch {
      this.problem(words.gone);
    } finally {
      this.busy = false;
    }
  }

  // Keys

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const turn = /** @type {HTMLElement | null} */ (target.closest(".turn"));
    if (event.key === "Escape" && turn?.querySelector(".editor")) { event.preventDefault(); this.leave(turn); return; }
    if (!turn || target !== turn || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.acts(turn)[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** @param {HTMLElement} turn @returns {Record<string, () => unknown>} */
  acts(turn) {
    const isGap = turn.classList.contains("gap");
    const undo = () => /** @type {HTMLFormElement | null} */ (this.querySelector("form[action$='/undo/']"))?.requestSubmit();
    const move = {
      ArrowDown: () => this.step(turn, 1),
      ArrowUp: () => this.step(turn, -1),
      // As on the page of the codes, where U is a code; U stays for who is used to it.
      z: undo,
      u: undo,
    };
    if (isGap) return move;
    return {
      ...move,
      ArrowRight: () => this.toWord(turn, this.word + 1),
      ArrowLeft: () => this.toWord(turn, this.word - 1),
      " ": () => (this.sound.playing ? this.sound.stop() : this.play(turn, this.word)),
      Enter: () => this.edit(turn),
      b: () => this.quick(turn, { do: turn.classList.contains("sound") ? "no-sound" : "sound" }),
      s: () => this.quick(turn, { do: "split", place: String(this.word) }),
      j: () => this.quick(turn, { do: "join" }),
      g: () => this.quick(turn, { do: "give" }),
      w: () => this.quick(turn, { do: "withhold", count: "1" }),
    };
  }

  /** @param {HTMLElement} turn @param {number} by */
  step(turn, by) {
    const all = this.turns;
    const next = all[all.indexOf(turn) + by];
    if (!next) return;
    this.mark(next);
    next.focus();
  }

  /** @param {HTMLElement} turn @param {number} word */
  toWord(turn, word) {
    const all = this.wordsOf(turn);
    if (word < 0 || word >= all.length) return;
    this.word = word;
    this.showWord(turn);
    this.tell(words.word.replace("{number}", word + 1).replace("{count}", all.length).replace("{word}", all[word].toString()));
  }

  // Saying

  /** @param {string} sentence */
  tell(sentence) {
    const place = this.querySelector('[data-says="told"]');
    if (place) place.textContent = sentence;
  }

  /** @param {string} sentence */
  problem(sentence) {
    const place = /** @type {HTMLElement | null} */ (this.querySelector('[data-says="problem"]'));
    if (!place) return;
    place.textContent = sentence;
    place.hidden = !sentence;
    if (sentence) place.scrollIntoView({ block: "nearest" });
  }
}

/** @param {Node} place @param {number} from @param {number} to */
function rangeIn(place, from, to) {
  const range = document.createRange();
  const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  let gone = 0;
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const length = (node.textContent || "").length;
    if (from >= gone && from < gone + length) range.setStart(node, from - gone);
    if (to > gone && to <= gone + length) { range.setEnd(node, to - gone); break; }
    gone += length;
  }
  return range;
}

/** @param {DOMRect} box @param {MouseEvent} event */
function isIn(box, event) {
  return box.left <= event.clientX && event.clientX <= box.right && box.top <= event.clientY && event.clientY <= box.bottom;
}

/** @param {HTMLFormElement} form */
function nextVoice(form) {
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("voice"));
  const voices = [...select.options].map((option) => option.value).filter(Boolean);
  return voices[(voices.indexOf(select.value) + 1) % voices.length] ?? "";
}

/** @param {string} html */
function plain(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector(".error")?.textContent || html;
}

/** @param {Element} part */
function isInUse(part) {
  const active = document.activeElement;
  if (active && part.contains(active) && active.matches("input, textarea, select")) return true;
  const fields = [...part.querySelectorAll("input:not([type=hidden], [type=file]), textarea")];
  return fields.some((field) => /** @type {HTMLInputElement} */ (field).value !== /** @type {HTMLInputElement} */ (field).defaultValue);
}
customElements.define("written-talk", WrittenTalk);
