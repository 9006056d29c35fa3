// @ts-check
// How loud it is in front of the microphone, between 0 and 1 on a scale as ears have it.

const SAMPLES = 512;
// Voices lie below its half; a sixth of the usual rate is a sixth of the work, for as long as a lesson lasts.
const RATE_HZ = 8_000;

export class SoundLevel {
  wave = new Float32Array(SAMPLES);

  /** @param {MediaStreamTrack} track */
  constructor(track) {
    try {
      this.#listen(track, { latencyHint: "playback", sampleRate: RATE_HZ });
    } catch {
      // Not every browser listens at another rate than the microphone's.
      this.sound?.close().catch(() => {});
      this.#listen(track, { latencyHint: "playback" });
    }
  }

  /** @param {MediaStreamTrack} track @param {AudioContextOptions} options */
  #listen(track, options) {
    this.sound = new AudioContext(options);
    this.meter = this.sound.createAnalyser();
    this.meter.fftSize = SAMPLES;
    this.source = this.sound.createMediaStreamSource(new MediaStream([track]));
    this.source.connect(this.meter);
    this.sound.resume().catch(() => {});
  }

  get now() {
    this.meter?.getFloatTimeDomainData(this.wave);
    const power = this.wave.reduce((sum, one) => sum + one * one, 0) / SAMPLES;
    return Math.min(1, Math.max(0, 1 + Math.log10(power + 1e-7) / 5));
  }

  close() {
    this.source?.disconnect();
    this.sound?.close().catch(() => {});
  }
}
