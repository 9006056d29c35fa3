// @ts-check
// The server's clock, carried on by performance.now(): a clock of this device that is wrong, or set anew in the lesson,
// does not move the film.

const WITHIN_MS = 2_000;
// Of a device that slept performance.now() may have stood still; the server's answers say to the second.
const OFF_BY_MS = 3_000;

export class ServerClock {
  /** @param {number} serverMs when the page was made */
  constructor(serverMs) {
    const [visit] = performance.getEntriesByType("navigation");
    const arrived = visit instanceof PerformanceNavigationTiming ? visit.responseStart : 0;
    this.aheadMs = serverMs - arrived;
  }

  get now() {
    return performance.now() + this.aheadMs;
  }

  /** Ask, where there is a network, whether it still goes right. @param {string} url */
  async check(url) {
    try {
      const sent = performance.now();
      const answer = await fetch(url, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(WITHIN_MS) });
      const said = Date.parse(answer.headers.get("Date") || "") + 500;
      const then = (sent + performance.now()) / 2;
      if (Math.abs(said - then - this.aheadMs) > OFF_BY_MS) this.aheadMs = said - then;
    } catch { /* no network: it goes on as it went */ }
  }
}
