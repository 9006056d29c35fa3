// @ts-check
// Keeps the screen on while it is wanted: a phone that goes dark stops its camera.

export class Awake {
  wanted = false;
  /** @type {WakeLockSentinel | undefined} */
  lock = undefined;

  /** @param {(isRefused: boolean) => void} told whether the device, a low battery say, will not have it */
  constructor(told) {
    this.told = told;
    // A browser lets go of it whenever the page is hidden.
    document.addEventListener("visibilitychange", () => this.#take());
  }

  want() {
    this.wanted = true;
    return this.#take();
  }

  async letGo() {
    this.wanted = false;
    await this.lock?.release().catch(() => {});
    this.lock = undefined;
  }

  async #take() {
    if (!this.wanted || document.hidden || (this.lock && !this.lock.released)) return;
    try {
      this.lock = await navigator.wakeLock.request("screen");
      this.told(false);
      if (!this.wanted) await this.letGo();
    } catch {
      this.told(true);
    }
  }
}
