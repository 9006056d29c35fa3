// @ts-check
// <offline-page>: stands in for a page while the network is away. Says how much waits on this device, not what it is,
// and loads the page that was asked for as soon as the server answers again.

import { all } from "./film-passes.js";
import { onThisDevice, size } from "./what-waits.js";

const ASK_EVERY_MS = 5_000;
const words = JSON.parse(document.getElementById("offline-words")?.textContent || "{}");

class OfflinePage extends HTMLElement {
  async connectedCallback() {
    addEventListener("online", () => this.tryAgain());
    this.timer = setInterval(() => this.tryAgain(), ASK_EVERY_MS);
    const { count, bytes, written } = await onThisDevice();
    const sentence = count ? (count === 1 ? words.one : words.more) : words.nothing;
    const told = sentence.replace("{n}", String(count)).replace("{size}", size(bytes));
    const place = this.querySelector("[data-waits]");
    if (place) place.textContent = written ? `${count ? `${told} ` : ""}${words.words}` : told;
    const goesOn = this.querySelector("[data-goes-on]");
    if (goesOn instanceof HTMLElement) goesOn.hidden = !(count || written);
    await this.#lessons();
  }

  /** Lessons that can be filmed all the same. */
  async #lessons() {
    const passes = await all().catch(() => []);
    this.querySelector("[data-lessons]")?.replaceChildren(...passes.map((pass) => {
      const link = document.createElement("a");
      Object.assign(link, { className: "button", href: `/offline/film/#${pass.strand}`, textContent: pass.words });
      return link;
    }));
    const can = this.querySelector("[data-can-film]");
    if (can instanceof HTMLElement) can.hidden = !passes.length;
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async tryAgain() {
    try {
      const answer = await fetch("/service-worker.js", { method: "HEAD", cache: "no-store", redirect: "error" });
      // Not for its own sake: somebody who opened this page on purpose is not sent round in a circle.
      if (answer.ok && location.pathname !== "/offline/") location.reload();
    } catch { /* still away */ }
  }
}
customElements.define("offline-page", OfflinePage);
