// @ts-check
// The server's clock as this device knows it. It runs on performance.now(), which nobody can set: a device whose own
// clock is wrong, or is put right in the middle of the lesson, still keeps the time of each note. What performance.now()
// leaves out while the device sleeps is put in again when the page wakes, and the server is asked once more.
//
// new LessonTime(madeMs, url)   madeMs: server's ms when this page was made; url answers {"now_ms"}
// ms (read)                     milliseconds since the epoch, by the server
// at(time)                      the same for a time of performance.now(), for example an event's timeStamp

const SLEPT_MS = 500;
const ASKED = 3;

export class LessonTime {
  /** @param {number} madeMs @param {string} url */
  constructor(madeMs, url) {
    const [visit] = performance.getEntriesByType("navigation");
    this.url = url;
    this.aheadMs = madeMs - (visit instanceof PerformanceNavigationTiming ? visit.responseStart : performance.now());
    this.left = [Date.now(), performance.now()];
    document.addEventListener("visibilitychange", () => this.#turned());
    this.ask();
  }

  get ms() {
    return this.at(performance.now());
  }

  /** @param {number} time */
  at(time) {
    return time + this.aheadMs;
  }

  /** The quickest of a few answers is the truest. Without a network the clock goes on as it is. */
  async ask() {
    let quickest = Infinity;
    for (let time = 0; time < ASKED; time += 1) {
      const sent = performance.now();
      try {
        const answer = await fetch(this.url, { redirect: "manual", cache: "no-store" });
        if (!answer.ok) return;
        const came = performance.now();
        const { now_ms } = await answer.json();
        if (came - sent >= quickest) continue;
        quickest = came - sent;
        this.aheadMs = now_ms - (sent + came) / 2;
      } catch {
        return;
      }
    }
  }

  #turned() {
    const here = [Date.now(), performance.now()];
    const slept = here[0] - this.left[0] - (here[1] - this.left[1]);
    if (!document.hidden && slept > SLEPT_MS) this.aheadMs += slept;
    this.left = here;
    if (!document.hidden) this.ask();
  }
}
