// @ts-check
// <offline-film> around a <film-recorder>: films without a network, for a lesson whose pass lies on this device. The film
// is sealed to the server, waits here, and is sent when its person is signed in and the network is back.

import { all } from "./film-passes.js";

class OfflineFilm extends HTMLElement {
  async connectedCallback() {
    const strand = location.hash.slice(1);
    const pass = (await all().catch(() => [])).find((one) => one.strand === strand);
    const recorder = this.querySelector("film-recorder");
    const none = this.querySelector("[data-none]");
    if (none instanceof HTMLElement) none.hidden = Boolean(pass);
    if (!pass || !(recorder instanceof HTMLElement)) return;
    const [visit] = performance.getEntriesByType("navigation");
    const arrived = visit instanceof PerformanceNavigationTiming ? visit.responseStart : 0;
    // As a page from the server would have said it when it arrived.
    const now = Date.now() + pass.aheadMs - performance.now() + arrived;
    Object.assign(recorder.dataset, { strand, sort: "lesson", key: pass.key, keyId: String(pass.keyId), now: String(Math.round(now)) });
    document.body.dataset.person = pass.person;
    const lesson = this.querySelector("[data-lesson]");
    if (lesson) lesson.textContent = pass.words;
    recorder.hidden = false;
    // Only now: it looks at once for whose films these are.
    await import("../recordings/filming/film-recorder.js");
  }
}
customElements.define("offline-film", OfflineFilm);
