// @ts-check
// How fast bytes leave, over the last stretch in which some did; waiting in between does not count.

const OVER_MS = 20_000;

export class Speed {
  /** How long each piece took and how much it was. @type {[number, number][]} */
  pieces = [];
  /** @type {number | undefined} */
  since = undefined;

  begin() {
    this.since = performance.now();
  }

  /** How long it took, in ms. @param {number} bytes */
  passed(bytes) {
    const took = Math.max(1, performance.now() - (this.since ?? performance.now()));
    this.pieces.push([took, bytes]);
    this.since = undefined;
    while (this.pieces.length > 1 && this.#sum(0) > OVER_MS) this.pieces.shift();
    return took;
  }

  stop() {
    this.since = undefined;
    this.pieces = [];
  }

  /** 0 where it cannot be said yet. @param {number} bytes */
  secondsFor(bytes) {
    const sent = this.#sum(1);
    return sent ? Math.ceil((bytes * this.#sum(0)) / sent / 1000) : 0;
  }

  /** @param {0 | 1} which */
  #sum(which) {
    return this.pieces.reduce((all, piece) => all + piece[which], 0);
  }
}
