// @ts-check
// Sends a film over tus: says truly how much has arrived, and goes on by itself after whatever came between.
// What it remembers on this device is an address and a fingerprint, never the film's name.

const MB = 1024 * 1024;
// A whole number of the server's chunks: what is cut off in the middle of one is sent again.
const PART = 32 * MB;
// The usual limit of a proxy that nobody has told about films.
const SMALL_PART = MB;
const STALLED_MS = 45_000;
const SPEED_OVER_MS = 15_000;
const NO_RETRY = [400, 401, 403, 404, 410, 412, 413, 415, 423, 507];

class FilmUpload extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(document.getElementById("film-upload-words")?.textContent || "{}");
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.input = /** @type {HTMLInputElement} */ (this.querySelector("input[type=file]"));
    this.button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    this.memory = `film-upload:${this.getAttribute("strand")}${this.hasAttribute("second") ? ":second" : ""}`;
    this.part = PART;
    /** @type {[number, number][]} */
    this.samples = [];
    this.told = -1;
    this.ready(true);
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.choose(); });
    this.input.addEventListener("change", () => this.check());
    this.wake = () => { if (this.waiting && !document.hidden) this.run(); };
    addEventListener("online", this.wake);
    addEventListener("focus", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.leaving = (/** @type {BeforeUnloadEvent} */ event) => { if (this.sending) event.preventDefault(); };
    addEventListener("beforeunload", this.leaving);
    this.pulse = setInterval(() => this.#stalled(), 5000);
  }

  disconnectedCallback() {
    removeEventListener("online", this.wake);
    removeEventListener("focus", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    removeEventListener("beforeunload", this.leaving);
    clearInterval(this.pulse);
    clearTimeout(this.timer);
    this.upload?.abort();
  }

  /** Whether a file can be chosen now. @param {boolean} open */
  ready(open) {
    this.input.disabled = this.button.disabled = !open;
  }

  /** Everything that can be said before a byte is sent. @returns {File | null} */
  check() {
    const file = this.input.files?.[0] ?? null;
    this.say("");
    if (!file) return null;
    if (!file.size) return this.say(this.words.empty);
    if (file.size > Number(this.getAttribute("largest"))) return this.say(this.words.tooLarge);
    if (file.type && !/^(video|audio|application)\//.test(file.type)) this.say(this.words.notFilm);
    return file;
  }

  async choose() {
    const file = this.check();
    if (!file) return;
    this.ready(false);
    const print = await fingerprint(file);
    const begun = this.getAttribute("upload");
    if (begun && !this.#isSame(file, print)) {
      this.ready(true);
      return this.say(this.words.other);
    }
    this.file = file;
    this.print = print;
    this.url = begun || this.#remembered()?.url || null;
    if (!begun && this.#remembered()?.print !== print) this.url = null;
    this.form.hidden = true;
    const kept = this.parentElement?.parentElement?.querySelector("[data-kept]");
    if (kept instanceof HTMLElement) kept.hidden = true;
    this.#keepAwake();
    this.run();
  }

  /** @param {File} file @param {string} print */
  #isSame(file, print) {
    const length = Number(this.getAttribute("length"));
    if (length && file.size !== length) return false;
    return this.#remembered()?.print === print || file.name === this.getAttribute("name");
  }

  /** Send from where the server says it stopped. */
  run() {
    if (!this.file) return;
    clearTimeout(this.timer);
    this.waiting = false;
    this.sending = true;
    this.samples = [];
    this.movedAt = Date.now();
    this.upload?.abort();
    const where = this.url ? { uploadUrl: this.url } : { endpoint: this.getAttribute("endpoint") };
    // @ts-ignore tus comes as a classic script
    this.upload = new window.tus.Upload(this.file, {
      ...where,
      chunkSize: this.part,
      retryDelays: [0, 1000, 3000, 5000],
      storeFingerprintForResuming: false,
      metadata: {
        strand: this.getAttribute("strand"),
        filename: this.file.name,
        ...(this.hasAttribute("second") ? { second: "1" } : {}),
      },
      onBeforeRequest: (/** @type {any} */ request) => request.setHeader("X-CSRFToken", this.#token()),
      onShouldRetry: (/** @type {any} */ error) => this.#isWorthAnother(statusOf(error)),
      onUploadUrlAvailable: () => this.#remember(this.upload.url),
      onProgress: (/** @type {number} */ sent, /** @type {number} */ all) => this.#moved(sent, all),
      onSuccess: () => this.#arrived(),
      onError: (/** @type {any} */ error) => this.#stopped(error),
    });
    this.upload.start();
  }

  /** A 409 is another offset, which asking cures, but only once there is an upload. @param {number} status */
  #isWorthAnother(status) {
    return navigator.onLine && !NO_RETRY.includes(status) && (status !== 409 || Boolean(this.url));
  }

  /** @param {any} error */
  #stopped(error) {
    this.sending = false;
    const status = statusOf(error);
    const answer = error.originalResponse;
    const ours = Boolean(answer?.getHeader?.("Tus-Resumable"));
    const sentence = ours ? answer.getBody?.() || "" : "";
    if (status === 401 || (status === 403 && this.refused)) return this.#again(this.words.signedOut, 10, true);
    if (status === 403) {
      // Signing in elsewhere has changed this browser's token; the next request reads the new one.
      this.refused = true;
      return this.#again("", 1);
    }
    if (status === 413 && !ours) {
      const smaller = this.part > SMALL_PART;
      this.part = SMALL_PART;
      return smaller ? this.#again("", 0) : this.#again(this.words.proxy, 60);
    }
    if (status === 423) return this.#again(this.words.busy, 8);
    if (status === 507) return this.#again(sentence, 60);
    if (status === 404 || status === 410) return this.#anew(sentence || this.words.gone);
    if (status >= 400 && status < 500 && status !== 409) return this.#anew(sentence || this.words.failed);
    if (status === 409 && !this.url) return this.#anew(sentence);
    this.#again(status ? this.words.failed : this.words.lost, 6);
  }

  /** Try again after a while, or at once when the network or the person comes back.
   * @param {string} sentence @param {number} seconds @param {boolean} [signIn] */
  #again(sentence, seconds, signIn = false) {
    this.waiting = true;
    this.say(sentence, signIn);
    this.#left("");
    this.timer = setTimeout(() => this.run(), seconds * 1000);
  }

  /** Nothing to go on with: let a film be chosen. @param {string} sentence */
  #anew(sentence) {
    this.waiting = false;
    this.url = null;
    localStorage.removeItem(this.memory);
    this.form.hidden = false;
    this.#show("[data-bar]", false);
    this.ready(true);
    this.say(sentence);
  }

  #stalled() {
    if (this.sending && Date.now() - this.movedAt > STALLED_MS) this.run();
  }

  /** @param {number} sent @param {number} all */
  #moved(sent, all) {
    const now = Date.now();
    if (!this.samples.length || sent !== this.samples.at(-1)?.[1]) this.movedAt = now;
    this.refused = false;
    this.say("");
    this.samples.push([now, sent]);
    while (this.samples.length > 2 && now - this.samples[0][0] > SPEED_OVER_MS) this.samples.shift();
    this.#show("[data-bar]", true);
    const bar = this.querySelector("progress");
    if (bar) bar.value = Math.floor((1000 * sent) / all);
    this.#put("[data-much]", filled(this.words.sending, { sent: size(sent), all: size(all) }));
    this.#put("[data-stay]", this.words.stay);
    this.#left(this.#timeLeft(sent, all));
    const tenth = Math.floor((10 * sent) / all);
    if (tenth !== this.told) {
      this.told = tenth;
      this.#put("[data-told]", `${tenth * 10} %`);
    }
  }

  /** @param {number} sent @param {number} all */
  #timeLeft(sent, all) {
    const [since, before] = this.samples[0];
    const passed = Date.now() - since;
    if (passed < 2000 || sent <= before) return this.words.working;
    const seconds = Math.round(((all - sent) * passed) / (sent - before) / 1000);
    return filled(this.words.left, { time: this.#time(seconds) });
  }

  /** @param {number} seconds */
  #time(seconds) {
    if (seconds < 60) return filled(this.words.seconds, { n: Math.max(1, seconds) });
    const minutes = Math.round(seconds / 60);
    if (minutes === 1) return this.words.minute;
    if (minutes < 100) return filled(this.words.minutes, { n: minutes });
    return filled(this.words.hours, { n: (minutes / 60).toFixed(1) });
  }

  /** "film-arrived" with detail {until: Promise[]}: what must be done before the page is left. */
  async #arrived() {
    this.sending = false;
    localStorage.removeItem(this.memory);
    this.#put("[data-told]", this.words.done);
    this.#left(this.words.done);
    /** @type {Promise<unknown>[]} */
    const until = [];
    this.dispatchEvent(new CustomEvent("film-arrived", { detail: { until } }));
    await Promise.allSettled(until);
    const then = this.getAttribute("then");
    if (then) location.assign(then);
    else location.reload();
  }

  /** @param {string} sentence @param {boolean} [signIn] @returns {null} */
  say(sentence, signIn = false) {
    const place = this.querySelector("[data-say]");
    const text = place?.querySelector("p");
    if (text && text.textContent !== sentence) text.textContent = sentence;
    this.#show("[data-say]", Boolean(sentence));
    this.#show("[data-sign-in]", signIn);
    if (sentence) this.#put("[data-told]", sentence);
    return null;
  }

  /** @param {string} words */
  #left(words) {
    this.#put("[data-left]", words);
  }

  /** @param {string} where @param {string} words */
  #put(where, words) {
    const place = this.querySelector(where);
    if (place && place.textContent !== words) place.textContent = words;
  }

  /** @param {string} where @param {boolean} shown */
  #show(where, shown) {
    const place = this.querySelector(where);
    if (place instanceof HTMLElement) place.hidden = !shown;
  }

  /** Read anew for each request: signing in again changes it. */
  #token() {
    const name = `${this.getAttribute("cookie")}=`;
    const cookie = document.cookie.split("; ").find((one) => one.startsWith(name));
    const page = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") || "";
    return cookie ? decodeURIComponent(cookie.slice(name.length)) : page;
  }

  /** @param {string} url */
  #remember(url) {
    this.url = url;
    localStorage.setItem(this.memory, JSON.stringify({ url, print: this.print }));
  }

  /** @returns {{url: string, print: string} | null} */
  #remembered() {
    try {
      return JSON.parse(localStorage.getItem(this.memory) || "null");
    } catch {
      return null;
    }
  }

  async #keepAwake() {
    try {
      this.lock = await navigator.wakeLock?.request("screen");
    } catch {
      // Not offered, or the battery is low: the film goes on when the screen is on again.
    }
  }
}
customElements.define("film-upload", FilmUpload);

/** @param {any} error */
function statusOf(error) {
  return Number(error?.originalResponse?.getStatus?.() || 0);
}

/** The same file gives the same letters; they do not give its name away. @param {File} file */
async function fingerprint(file) {
  const known = `${file.name}\n${file.size}\n${file.lastModified}`;
  if (!crypto.subtle) return `${file.size}-${file.lastModified}`;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(known));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {number} bytes */
function size(bytes) {
  const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: bytes >= 1e9 ? 2 : 0 });
  return bytes >= 1e9 ? `${number.format(bytes / 1e9)} GB` : `${number.format(bytes / 1e6)} MB`;
}

/** @param {string} words @param {Record<string, string | number>} values */
function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (_all, name) => String(values[name] ?? ""));
}
