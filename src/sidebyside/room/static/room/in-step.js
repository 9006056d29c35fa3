// @ts-check
// Keeps a second film or sound in step with the first: it plays, rests, jumps and keeps its pace with it. What lies
// apart by a little is drawn together by a slightly other speed, which nobody hears; what lies apart by more, by a jump.
//
// new InStep(first, second, place, pace)   place(ms of the film) is where the second is then, in its own ms;
//                                          pace is how much faster its clock runs: 1 + drift_ppm / 1e6
// step(filmMs)   to be called with each picture and after each jump; awayMs: how far it was off, last time

const RESTING_MS = 10;
const CLOSE_MS = 12;
const JUMP_MS = 150;
const MOST_FASTER = 0.12;
// What lies apart is drawn together in about this time.
const IN_MS = 500;
const BETWEEN_JUMPS_MS = 900;

export class InStep {
  /** @param {HTMLVideoElement} first @param {HTMLVideoElement} second
   * @param {(filmMs: number) => number} place @param {number} pace */
  constructor(first, second, place, pace) {
    this.first = first;
    this.second = second;
    this.place = place;
    this.pace = pace;
    this.awayMs = 0;
    this.jumpedAt = 0;
    /** The next step jumps to where the second belongs, however near it is. */
    this.atOnce = true;
    // How long a jump takes while the first goes on: learnt from the last one.
    this.jumpMs = 80;
    second.addEventListener("seeked", () => this.#landed());
  }

  /** @param {number} filmMs */
  step(filmMs) {
    const { second } = this;
    if (second.readyState < 1) return;
    const running = !this.first.paused && !this.first.ended && this.first.readyState > 2 && !this.first.seeking;
    if (running && second.paused && !second.ended) second.play().catch(() => {});
    if (!running && !second.paused) second.pause();
    if (second.seeking) return;
    const target = this.place(filmMs);
    this.awayMs = second.currentTime * 1000 - target;
    if (!running) this.#rest(target);
    else this.#run(target);
  }

  /** @param {number} target */
  #rest(target) {
    if (!this.atOnce && Math.abs(this.awayMs) <= RESTING_MS) return;
    this.atOnce = false;
    this.second.currentTime = Math.max(0, target) / 1000;
  }

  /** @param {number} target */
  #run(target) {
    const speed = this.first.playbackRate * this.pace;
    const now = performance.now();
    const isFar = Math.abs(this.awayMs) > JUMP_MS && now - this.jumpedAt > BETWEEN_JUMPS_MS;
    if (this.atOnce || isFar) {
      this.atOnce = false;
      this.jumpedAt = now;
      this.second.playbackRate = speed;
      this.second.currentTime = Math.max(0, target + this.jumpMs * this.first.playbackRate) / 1000;
      return;
    }
    const share = Math.abs(this.awayMs) < CLOSE_MS ? 0 : Math.max(-MOST_FASTER, Math.min(MOST_FASTER, this.awayMs / IN_MS));
    const rate = speed * (1 - share);
    const isOther = Math.abs(rate - this.second.playbackRate) > (share === 0 ? 0 : 0.004);
    if (isOther) this.second.playbackRate = rate;
  }

  #landed() {
    if (this.jumpedAt && !this.first.paused) this.jumpMs = Math.min(400, performance.now() - this.jumpedAt);
  }
}
