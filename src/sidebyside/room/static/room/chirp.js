// @ts-check
// The call that a device makes for the film to hear: five short sweeps, of which core/listening/chirp.py says why they
// are what they are. It makes the same samples; a test holds the two together.

const SWEEPS_HZ = [[1500, 2500], [3000, 2000], [2200, 3600], [4200, 2800], [3200, 5000]];
const SWEEP_S = 0.14;
const EVERY_S = 0.16;
const EDGE_S = 0.02;
const LOUDNESS = 0.5;

/** @param {number} rate samples a second @returns {Float32Array<ArrayBuffer>} */
export function chirp(rate) {
  const call = new Float32Array(Math.round((EVERY_S * (SWEEPS_HZ.length - 1) + SWEEP_S) * rate));
  SWEEPS_HZ.forEach(([low, high], number) => {
    const start = Math.round(number * EVERY_S * rate);
    const length = Math.min(Math.round(SWEEP_S * rate), call.length - start);
    for (let at = 0; at < length; at += 1) {
      const time = at / rate;
      const turns = low * time + ((high - low) * time * time) / (2 * SWEEP_S);
      const edge = Math.min(1, Math.max(0, Math.min(time, SWEEP_S - time) / EDGE_S));
      call[start + at] += LOUDNESS * Math.sin((Math.PI / 2) * edge) ** 2 * Math.sin(2 * Math.PI * turns);
    }
  });
  return call;
}
