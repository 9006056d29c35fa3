// @ts-check
// <interview-watch data-mark>: looks every few seconds whether the other has said yes or no, and shows the page anew.
// A recorder that runs stops first; what was said is sent, or stays on the page until it is. A page that cannot ask
// cannot hear a no either: after a few looks in vain it records nothing until it can.
//
// Inside: data-says="state" with the sentences for that in data-stopped and data-away.

const EVERY_MS = 2_500;
const SENT_MS = 500;
const ANSWER_MS = 4_000;
const PRESSED_MS = 10_000;
const IN_VAIN = 3;
const RECORDER = "voice-note:not([left])";

class InterviewWatch extends HTMLElement {
  /** Looks in a row that were not answered. */
  inVain = 0;
  refuse = (/** @type {Event} */ event) => {
    if (this.inVain >= IN_VAIN) event.preventDefault();
  };

  pressed = -PRESSED_MS;
  /** What was pressed is on its way: a page shown anew would overtake it. Last of all, so that it is truly sent. */
  press = (/** @type {Event} */ event) => {
    if (!event.defaultPrevented) this.pressed = performance.now();
  };

  connectedCallback() {
    document.addEventListener("submit", this.press);
    document.addEventListener("voice-begins", this.refuse);
    this.later();
  }

  disconnectedCallback() {
    document.removeEventListener("voice-begins", this.refuse);
    document.removeEventListener("submit", this.press);
    clearTimeout(this.timer);
  }

  later() {
    this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  async look() {
    try {
      const headers = { Accept: "application/json" };
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await fetch(location.pathname, { headers, redirect: "manual", signal });
      // Taken back, or left: this page is nobody's to see here any more.
      if (answer.status === 404) return this.over(() => location.assign("/"));
      const told = answer.ok ? await answer.json() : {};
      if (told.mark && told.mark !== this.dataset.mark) return this.over(() => location.reload());
      if (!told.mark) this.away();
      else if (this.inVain) {
        this.inVain = 0;
        this.say("");
      }
    } catch {
      this.away();
    }
    this.later();
  }

  /** The line is away, or the sign-in: looked for again. */
  away() {
    this.inVain += 1;
    if (this.inVain < IN_VAIN || !document.querySelector(RECORDER)) return;
    stopAll();
    this.say(this.dataset.away || "");
  }

  /** @param {() => void} go */
  over(go) {
    stopAll();
    this.leave(go);
  }

  /** @param {() => void} go */
  leave(go) {
    if (isKept() && performance.now() - this.pressed > PRESSED_MS) return go();
    if (!isKept()) this.say(this.dataset.stopped || "");
    this.timer = setTimeout(() => this.leave(go), SENT_MS);
  }

  /** @param {string} words */
  say(words) {
    const state = this.querySelector('[data-says="state"]');
    if (state && state.textContent !== words) state.textContent = words;
  }
}

/** As if another recorder began: those of this page stop. */
function stopAll() {
  document.dispatchEvent(new Event("voice-begins"));
}

/** Whether nothing that was just said here waits still. What an earlier visit left is offered again. */
function isKept() {
  const notes = [...document.querySelectorAll(RECORDER)];
  return notes.every((one) => !one.hasAttribute("running") && /** @type {HTMLElement | null} */ (one.querySelector('[data-part="unsent"]'))?.hidden !== false);
}

customElements.define("interview-watch", InterviewWatch);
