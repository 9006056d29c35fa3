// @ts-check
// The sound of a talk, whatever number of tracks it lies in: played from a place on the talk's own clock.

/** @typedef {{track: string, src: string, start: number, length: number}} Track */

export class TalkSound {
  /** @type {Track[]} */
  tracks = [];
  /** @type {Track | undefined} */
  track;

  /** @param {HTMLAudioElement | null} audio @param {(ms: number | null) => void} heard */
  constructor(audio, heard) {
    this.audio = audio;
    audio?.addEventListener("timeupdate", () => {
      if (this.until !== undefined && this.ms >= this.until) this.stop();
      heard(this.playing ? this.ms : null);
    });
    audio?.addEventListener("pause", () => heard(null));
  }

  /** @param {Track[]} tracks */
  holds(tracks) {
    this.tracks = tracks;
    const still = tracks.some((track) => track.src === this.track?.src);
    if (this.audio && !still) {
      // What is not to be heard any more is not held either.
      this.stop();
      this.track = undefined;
      this.audio.removeAttribute("src");
      if (tracks[0]) this.load(tracks[0]);
    }
  }

  /** @param {Track} track */
  load(track) {
    if (!this.audio || this.track === track) return;
    this.track = track;
    this.audio.src = track.src;
  }

  get playing() { return Boolean(this.audio && !this.audio.paused); }

  get ms() { return (this.track?.start ?? 0) + (this.audio?.currentTime ?? 0) * 1000; }

  /** False where nothing was recorded at this place. Of two microphones, the speaker's own.
   * @param {number} ms @param {number} [until] @param {string} [code] */
  play(ms, until, code) {
    const there = this.tracks.filter((one) => one.start <= ms && ms < one.start + one.length);
    const track = there.find((one) => one.track === code) ?? there[0];
    if (!track || !this.audio) return false;
    if (track.src !== this.track?.src) this.load(track);
    this.until = until;
    this.audio.currentTime = Math.max(0, (ms - track.start) / 1000);
    this.audio.play().catch(() => { /* pressed again before it began, or the sound has gone */ });
    return true;
  }

  stop() {
    this.until = undefined;
    this.audio?.pause();
  }
}
