// @ts-check
// <draft-keeper key="focus:CODE"> around a form keeps what is typed on this device until the server says it has it.
// Kept drafts are sealed with a key that only this person's signed-in pages carry: after a sign-out nobody else at
// this device can read them, and nothing is lost. docs/look.md says what a view has to do (nothing).

/** @typedef {Record<string, string>} Values */
/** @typedef {{slot: string, at: number, values: Values, base: Values}} Draft */

const PREFIX = "sidebyside.draft/";
const KEPT_FOR = 30 * 24 * 3600 * 1000;
const UNKEPT = ["hidden", "password", "file", "submit", "button", "reset", "image"];
const words = JSON.parse(document.getElementById("look-words")?.textContent || "{}");
const person = document.body.dataset.person || "";
// Without a secure context there is no sealing: then drafts live only as long as this tab.
const sealed = Boolean(crypto.subtle && document.body.dataset.draftKey);
const shelf = sealed ? localStorage : sessionStorage;
const key = sealed ? importKey(document.body.dataset.draftKey || "") : null;

/** @param {string} hex */
function importKey(hex) {
  const raw = Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** @param {string} name @param {string} text */
async function seal(name, text) {
  if (!key) return text;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const params = { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
  const body = new Uint8Array(await crypto.subtle.encrypt(params, await key, new TextEncoder().encode(text)));
  let out = "";
  for (const byte of [...iv, ...body]) out += String.fromCharCode(byte);
  return btoa(out);
}

/** @param {string} name @param {string} text */
async function unseal(name, text) {
  if (!key) return text;
  const all = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const params = { name: "AES-GCM", iv: all.slice(0, 12), additionalData: new TextEncoder().encode(name) };
  return new TextDecoder().decode(await crypto.subtle.decrypt(params, await key, all.slice(12)));
}

/** crypto.randomUUID needs a secure context, this does not. */
function newSlot() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function* shelved() {
  const names = Array.from({ length: shelf.length }, (_, index) => shelf.key(index) || "");
  for (const name of names) if (name.startsWith(PREFIX)) yield name;
}

/** The server names the drafts that it took, in a cookie of a minute (web/drafts.py). */
function letGoOfTaken() {
  const taken = document.cookie.match(/(?:^|; )draft_taken=([0-9a-f]{32})/)?.[1];
  if (!taken) return false;
  for (const name of shelved()) if (name.endsWith("/" + taken)) shelf.removeItem(name);
  document.cookie = "draft_taken=; path=/; max-age=0; samesite=lax";
  return true;
}

function letGoOfOld() {
  for (const name of shelved()) {
    if (Number((shelf.getItem(name) || "").split(":")[0]) < Date.now() - KEPT_FOR) shelf.removeItem(name);
  }
}

/** @param {HTMLFormElement} form */
function* kept(form) {
  /** @type {Record<string, number>} */
  const seen = {};
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) continue;
    if (!field.name || UNKEPT.includes(field.type) || field.dataset.draft === "no") continue;
    seen[field.name] = (seen[field.name] ?? -1) + 1;
    yield { field, name: `${field.name}#${seen[field.name]}` };
  }
}

/** @param {HTMLFormElement} form @returns {Values} */
function read(form) {
  /** @type {Values} */
  const values = {};
  for (const { field, name } of kept(form)) {
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) values[name] = field.checked ? "yes" : "";
    else if (field instanceof HTMLSelectElement) values[name] = [...field.selectedOptions].map((option) => option.value).join("\n");
    else values[name] = field.value;
  }
  return values;
}

/** @param {HTMLFormElement} form @param {Values} values */
function write(form, values) {
  for (const { field, name } of kept(form)) {
    const value = values[name];
    if (value === undefined) continue;
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) field.checked = value === "yes";
    else if (field instanceof HTMLSelectElement) for (const option of field.options) option.selected = value.split("\n").includes(option.value);
    else field.value = value;
  }
}

/** @param {Values} one @param {Values} other */
function same(one, other) {
  return Object.keys(one).every((name) => other[name] === undefined || one[name] === other[name]);
}

class DraftKeeper extends HTMLElement {
  note = document.createElement("div");
  path = "";
  slot = "";
  /** What the server's form showed. @type {Values} */
  saved = {};
  /** What was saved when this draft was begun. @type {Values} */
  base = {};
  known = false;
  sending = false;
  keeping = false;
  again = false;

  /** Runs again when the element is moved; a second set of listeners would save twice. */
  async connectedCallback() {
    if (!this.querySelector("form") || !person || this.known) return;
    this.known = true;
    this.saved = this.base = read(this.form);
    this.path = `${PREFIX}${person}/${this.getAttribute("key") || location.pathname}/`;
    this.note.setAttribute("role", "status");
    this.place();
    this.listen();
    await this.takeSlot();
    await this.restore();
    await this.keep();
  }

  /** Asked for anew each time: a part of the page may have been swapped under us. */
  get form() {
    return this.querySelector("form") || document.createElement("form");
  }

  place() {
    if (!this.note.isConnected) this.prepend(this.note);
    if (!this.slot) return;
    const field = this.form.querySelector('input[name="draft"]') || document.createElement("input");
    Object.assign(field, { type: "hidden", name: "draft", value: this.slot });
    this.form.append(field);
  }

  listen() {
    this.addEventListener("input", () => this.keep());
    this.addEventListener("change", () => this.keep());
    this.addEventListener("reset", () => setTimeout(() => this.keep()));
    this.addEventListener("submit", (event) => this.submitting(event), { capture: true });
    this.addEventListener("htmx:after:request", (event) => this.answered(/** @type {CustomEvent} */ (event)));
    this.addEventListener("htmx:after:swap", () => this.place());
    this.addEventListener("htmx:finally:request", () => { this.sending = false; });
    addEventListener("pageshow", () => { this.sending = false; });
  }

  /** A slot is this tab's own across reloads; a duplicated tab finds the lock held and takes another. */
  async takeSlot() {
    const remembered = sessionStorage.getItem(this.path);
    const known = remembered && shelf.getItem(this.path + remembered) !== null && (await this.hold(remembered));
    await this.use(known ? remembered : newSlot(), Boolean(known));
  }

  /** @param {string} slot */
  async use(slot, held = false) {
    if (!held) await this.hold(slot);
    this.slot = slot;
    sessionStorage.setItem(this.path, slot);
    this.place();
  }

  /** Waits a little: on a reload the page before this one may still be letting go.
   * @param {string} slot @returns {Promise<boolean>} */
  hold(slot) {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise((settle) => {
      const forThisPage = () => { settle(true); return new Promise(() => {}); };
      navigator.locks.request(PREFIX + slot, { signal: AbortSignal.timeout(800) }, forThisPage).catch(() => settle(false));
    });
  }

  /** @returns {Promise<Draft[]>} newest first, without those that cannot be opened here */
  async drafts() {
    /** @type {Draft[]} */
    const found = [];
    for (const name of shelved()) {
      if (!name.startsWith(this.path)) continue;
      const [at, body] = (shelf.getItem(name) || "").split(/:(.*)/s);
      try {
        found.push({ slot: name.slice(this.path.length), at: Number(at), ...JSON.parse(await unseal(name, body)) });
      } catch { /* another key sealed it: not ours to open, age will clear it */ }
    }
    return found.sort((one, other) => other.at - one.at);
  }

  /** This tab's own draft comes back by itself. One of a closed tab does too where nothing is newer than it; else
   * it is only offered: not after a form was just sent, nor when the saved text has changed, nor while it is open. */
  async restore() {
    const saved = this.saved;
    const held = new Set(navigator.locks ? ((await navigator.locks.query()).held || []).map((lock) => lock.name) : []);
    const all = await this.drafts();
    const own = all.find((draft) => draft.slot === this.slot);
    // A form that came back with errors shows what was typed, yet nothing of it is saved: the draft's own base counts.
    this.base = own?.base || saved;
    const different = all.filter((draft) => !same(draft.values, saved));
    const left = different.find((draft) => !held.has(PREFIX + draft.slot) && same(draft.base, saved));
    const mine = own ? different.find((draft) => draft === own) : justTaken ? undefined : left;
    const typing = !same(read(this.form), saved);
    const other = different.find((draft) => draft !== mine) || (typing ? mine : undefined);
    if (mine && !typing) await this.bring(mine);
    else if (other) this.offer(other);
  }

  /** @param {Draft} draft */
  async bring(draft) {
    write(this.form, draft.values);
    this.base = draft.base;
    await this.keep();
    if (draft.slot !== this.slot) shelf.removeItem(this.path + draft.slot);
    this.say(same(draft.base, this.saved) ? words.back : words.backChanged, [
      [words.useSaved, () => this.showSaved(draft.values)],
      [words.drop, () => this.drop()],
    ]);
    this.dispatchEvent(new CustomEvent("draft-restored", { bubbles: true }));
  }

  /** What was typed is set aside under a slot of its own, so that typing on cannot overwrite it.
   * @param {Values} mine */
  async showSaved(mine) {
    const aside = newSlot();
    await this.put(aside, mine);
    shelf.removeItem(`${this.path}${this.slot}`);
    write(this.form, this.saved);
    const base = this.base;
    this.base = this.saved;
    this.say(words.saved, [
      [words.useMine, () => this.bring({ slot: aside, at: Date.now(), values: mine, base })],
      [words.drop, () => { shelf.removeItem(this.path + aside); this.say("", []); }],
    ]);
  }

  drop() {
    this.base = this.saved;
    write(this.form, this.saved);
    shelf.removeItem(`${this.path}${this.slot}`);
    this.say("", []);
  }

  /** @param {Draft} draft */
  offer(draft) {
    this.say(words.other, [
      [words.otherShow, async () => {
        const now = read(this.form);
        if (!same(now, this.saved)) await this.put(newSlot(), now);
        await this.bring(draft);
      }],
      [words.drop, () => { shelf.removeItem(this.path + draft.slot); this.say("", []); }],
    ]);
  }

  /** @param {string} sentence @param {[string, () => void][]} actions */
  say(sentence, actions) {
    this.note.className = sentence ? "draft" : "";
    this.note.replaceChildren(sentence);
    for (const [label, act] of actions) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button plain", textContent: label });
      button.addEventListener("click", act);
      this.note.append(button);
    }
  }

  /** Sealing takes a moment: while one runs, the next is only noted, and the last state always wins. */
  async keep() {
    if (!this.slot) return;
    if (this.keeping) { this.again = true; return; }
    this.keeping = true;
    try {
      do {
        this.again = false;
        const values = read(this.form);
        if (same(values, this.base)) shelf.removeItem(`${this.path}${this.slot}`);
        else await this.put(this.slot, values);
      } while (this.again);
    } catch {
      this.say(words.full, []);
    } finally {
      this.keeping = false;
    }
  }

  /** @param {string} slot @param {Values} values */
  async put(slot, values) {
    const name = this.path + slot;
    const body = await seal(name, JSON.stringify({ values, base: this.base }));
    shelf.setItem(name, `${Date.now()}:${body}`);
  }

  /** @param {Event} event */
  submitting(event) {
    if (!navigator.onLine || this.sending) {
      event.preventDefault();
      event.stopPropagation();
      if (!navigator.onLine) this.say(words.kept, []);
      return;
    }
    this.sending = true;
    setTimeout(() => {
      const byHtmx = this.form.matches("[hx-post], [hx-put], [hx-patch]");
      if (event.defaultPrevented && !byHtmx) this.sending = false;
    });
  }

  /** @param {CustomEvent} event */
  answered(event) {
    const { sourceElement, response } = event.detail.ctx;
    if (sourceElement === this.form && !response.raw.redirected && response.status < 300) this.taken();
  }

  /** For a module that sends the form by itself: the server has it, and this page stays. */
  taken() {
    shelf.removeItem(`${this.path}${this.slot}`);
    // The next words are another draft: under the same slot a server would take them for a repetition.
    this.use(newSlot());
    this.say("", []);
    // Where the answer left this form standing, what stands in it now is what the server has.
    this.sending = false;
    setTimeout(() => { if (this.form.isConnected) this.base = this.saved = read(this.form); });
  }
}

const justTaken = letGoOfTaken();
letGoOfOld();
addEventListener("submit", (event) => {
  if (shelf === sessionStorage && event.target instanceof Element && event.target.matches("[data-sign-out]")) {
    for (const name of shelved()) shelf.removeItem(name);
  }
});
customElements.define("draft-keeper", DraftKeeper);
