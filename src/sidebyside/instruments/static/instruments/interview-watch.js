// @ts-check
// <interview-watch data-mark>: looks every few seconds whether the other has said yes or no, and shows the page anew.
// A recorder that runs stops first; what was said is sent, or stays on the page until it is.
//
// Inside: data-says="state" with the sentence for that in data-stopped.

const EVERY_MS = 2_500;
const SENT_MS = 500;

class InterviewWatch extends HTMLElement {
  connectedCallback() {
    this.later();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  later() {
    this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  async look() {
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(location.pathname, { headers, redirect: "manual" });
      const told = answer.ok ? await answer.json() : {};
      if (answer.status === 404 || (told.mark && told.mark !== this.dataset.mark)) {
        // As if another recorder began: those of this page stop.
        document.dispatchEvent(new Event("voice-begins"));
        this.anew();
        return;
      }
    } catch { /* the line is away: looked for again */ }
    this.later();
  }

  anew() {
    if (!isKept()) {
      const state = this.querySelector('[data-says="state"]');
      if (state && !state.textContent) state.textContent = this.dataset.stopped || "";
      this.timer = setTimeout(() => this.anew(), SENT_MS);
    } else location.reload();
  }
}

/** Whether nothing that was said lies in this page alone. */
function isKept() {
  const notes = [...document.querySelectorAll("voice-note")];
  return notes.every((one) => !one.hasAttribute("running") && /** @type {HTMLElement | null} */ (one.querySelector('[data-part="unsent"]'))?.hidden !== false);
}

customElements.define("interview-watch", InterviewWatch);
