// @ts-check
// Camera and microphone: what there is, opening what was chosen, and a word for why not.

// A whole classroom in 720 lines; more would fill a phone before the lesson ends.
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } };
// A phone's clean-up of calls takes far voices for noise: the pupils would be gone.
const SOUND = { echoCancellation: false, noiseSuppression: false, autoGainControl: true, channelCount: { ideal: 1 } };
export const NO_PICTURE = "none";

// Slices must come each second, for what has not come is lost with the battery. Matroska and WebM give them as asked; MP4
// only at its key frames, so it stands last, with a key frame a second. H.264 first: browsers play it unchanged.
const PICTURE_TYPES = [
  "video/x-matroska;codecs=avc1,opus",
  "video/webm;codecs=h264,opus",
  "video/webm;codecs=vp8,opus",
  "video/webm;codecs=vp9,opus",
  "video/webm",
  "video/mp4;codecs=avc1.42E01F,mp4a.40.2",
  "video/mp4;codecs=avc1.42E01F,opus",
  "video/mp4",
];
const SOUND_TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];

/** Why nothing can be filmed here at all: a key of the page's words, or nothing. */
export function whyNotHere() {
  if (!window.isSecureContext) return "plainHttp";
  return navigator.mediaDevices?.getUserMedia && window.MediaRecorder ? "" : "notHere";
}

/** @param {boolean} picture */
export function recorderOptions(picture) {
  const type = (picture ? PICTURE_TYPES : SOUND_TYPES).find((one) => MediaRecorder.isTypeSupported(one));
  const rates = picture ? { videoBitsPerSecond: 2_000_000, audioBitsPerSecond: 96_000 } : { audioBitsPerSecond: 96_000 };
  const keyFrames = { videoKeyFrameIntervalDuration: type?.startsWith("video/mp4") ? 1_000 : 2_000 };
  return /** @type {MediaRecorderOptions} */ ({ ...(type ? { mimeType: type } : {}), ...rates, ...(picture ? keyFrames : {}) });
}

/** Bytes a second that a film takes on this device, with what sealing adds. @param {boolean} picture */
export function bytesASecond(picture) {
  return picture ? 265_000 : 12_500;
}

/** Rejects as getUserMedia does. @param {string} camera a device id, NO_PICTURE, or nothing for the one at the back
 * @param {string} microphone a device id, or nothing */
export async function open(camera, microphone) {
  const audio = { ...SOUND, ...(microphone ? { deviceId: { exact: microphone } } : {}) };
  if (camera === NO_PICTURE) return navigator.mediaDevices.getUserMedia({ audio });
  const which = camera ? { deviceId: { exact: camera } } : { facingMode: { ideal: "environment" } };
  return navigator.mediaDevices.getUserMedia({ audio, video: { ...PICTURE, ...which } });
}

/** A microphone beside a camera that goes on. @param {string} microphone */
export async function openMicrophone(microphone) {
  const stream = await open(NO_PICTURE, microphone);
  return stream.getAudioTracks()[0];
}

/** Labels are empty until the browser has let us in once. */
export async function devices() {
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (/** @type {string} */ kind) => all.filter((one) => one.kind === kind && one.deviceId);
  return { cameras: of("videoinput"), microphones: of("audioinput") };
}

/** @param {MediaStreamTrack | undefined} track */
export function idOf(track) {
  return track?.getSettings().deviceId || "";
}

/** A key of the page's words. @param {unknown} error of getUserMedia or of a recorder */
export function whyNot(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  return name === "NotReadableError" || name === "AbortError" ? "taken" : "failed";
}
