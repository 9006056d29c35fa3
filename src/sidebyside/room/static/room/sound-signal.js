// @ts-check
// The button of the notebook that makes a sound the film will hear. Its time is kept like a note's: the film is searched
// for the sound, and the notes lie where it was heard.

import { chirp } from "./chirp.js";
import { newCode, say } from "./words.js";

// So that the loudspeaker of a phone, asleep until now, is awake when the sound begins.
const AHEAD_S = 0.25;

export class SoundSignal {
  /** @param {HTMLElement & {url?: string}} page @param {import("./lesson-time.js").LessonTime} time
   * @param {import("./words-queue.js").WordsQueue} queue */
  constructor(page, time, queue) {
    this.page = page;
    this.time = time;
    this.queue = queue;
    const part = page.querySelector(".sound");
    if (!window.AudioContext || !(part instanceof HTMLElement)) return;
    part.hidden = false;
    this.button = /** @type {HTMLButtonElement} */ (part.querySelector('[data-do="sound"]'));
    this.button.addEventListener("click", () => this.sound());
  }

  async sound() {
    if (this.button) this.button.disabled = true;
    try {
      const at = await this.#played();
      const sounded_at = new Date(Math.round(at)).toISOString();
      const code = newCode();
      await this.queue.put({ code, path: `${this.page.url}signal/${code}/`, body: { sounded_at }, base: 0 });
      this.#say(say("soundMade", { at: new Date(at).toLocaleTimeString("en-GB") }));
    } catch {
      this.#say(say("soundNot"));
    }
    if (this.button) this.button.disabled = false;
  }

  /** @returns {Promise<number>} the server's ms when the sound left the loudspeaker */
  async #played() {
    const context = new AudioContext({ latencyHint: "interactive" });
    try {
      await context.resume();
      if (context.state !== "running") throw new Error("no sound");
      const samples = chirp(context.sampleRate);
      const buffer = context.createBuffer(1, samples.length, context.sampleRate);
      buffer.copyToChannel(samples, 0);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(context.destination);
      const begins = context.currentTime + AHEAD_S;
      const about = performance.now() + AHEAD_S * 1000;
      source.start(begins);
      await new Promise((ended) => source.addEventListener("ended", ended, { once: true }));
      const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
      // Where nothing is known of the loudspeaker, when it was asked for is near enough.
      return this.time.at(performanceTime ? performanceTime + (begins - contextTime) * 1000 : about);
    } finally {
      await context.close();
    }
  }

  /** @param {string} words */
  #say(words) {
    const place = this.page.querySelector('[data-says="sound"]');
    if (place) place.textContent = words;
  }
}
