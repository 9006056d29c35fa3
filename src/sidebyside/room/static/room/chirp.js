// @ts-check
// The sound that a device makes for the film to hear: a glide of a second that no voice and no bell makes, loud where a
// small loudspeaker is loud. core/listening/chirp.py makes the same samples; a test holds the two together.

const FROM_HZ = 1_500;
const TO_HZ = 4_500;
const LASTS_S = 1;
const FADES_S = 0.02;
const LOUD = 0.8;

/** @param {number} rate samples a second @returns {Float32Array<ArrayBuffer>} */
export function chirp(rate) {
  const samples = new Float32Array(Math.round(LASTS_S * rate));
  for (let at = 0; at < samples.length; at += 1) {
    const time = at / rate;
    const phase = 2 * Math.PI * (FROM_HZ * time + ((TO_HZ - FROM_HZ) / (2 * LASTS_S)) * time * time);
    const edge = Math.min(1, time / FADES_S, (LASTS_S - time) / FADES_S);
    samples[at] = LOUD * Math.sin(phase) * Math.sin((Math.PI / 2) * edge) ** 2;
  }
  return samples;
}
