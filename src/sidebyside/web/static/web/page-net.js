// @ts-check
// Says when the network is away, and what became of a part of a page that did not arrive.

const words = JSON.parse(document.getElementById("look-words")?.textContent || "{}");

class PageNet extends HTMLElement {
  gone = false;
  look = () => this.#say(navigator.onLine);

  connectedCallback() {
    addEventListener("online", this.look);
    addEventListener("offline", this.look);
    if (!navigator.onLine) this.look();
  }

  disconnectedCallback() {
    removeEventListener("online", this.look);
    removeEventListener("offline", this.look);
  }

  /** @param {boolean} online */
  #say(online) {
    clearTimeout(this.timer);
    if (!online) {
      this.gone = true;
      this.hidden = false;
      this.textContent = words.offline;
    } else if (this.gone) {
      this.gone = false;
      this.textContent = words.online;
      this.timer = setTimeout(() => { this.hidden = true; this.textContent = ""; }, 6000);
    }
  }
}
customElements.define("page-net", PageNet);

/** @param {string} sentence */
function toast(sentence) {
  const place = document.getElementById("toast");
  if (!place) return;
  const note = document.createElement("div");
  const text = document.createElement("p");
  const close = document.createElement("button");
  note.className = "message warning";
  text.textContent = sentence;
  close.className = "button";
  close.type = "button";
  close.textContent = words.close;
  close.addEventListener("click", () => note.remove());
  note.append(text, close);
  place.replaceChildren(note);
}

/** A part that was redirected is a whole page (signed out, moved on): go there instead of nesting it, and let
 * signing in lead back to this page, not to the part. */
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (!ctx.response.raw.redirected) return;
  event.preventDefault();
  const there = new URL(ctx.response.raw.url);
  if (there.searchParams.has("next")) there.searchParams.set("next", location.pathname + location.search);
  location.assign(there);
});

document.addEventListener("htmx:response:error", (event) => {
  const status = /** @type {CustomEvent} */ (event).detail.ctx.response.status;
  if (status !== 422) toast(status >= 500 ? words.notSent : words.refused);
});

document.addEventListener("htmx:error", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (ctx && !ctx.response) toast(words.notSent);
});
