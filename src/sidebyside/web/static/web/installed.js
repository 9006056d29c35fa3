// @ts-check
// On every page of somebody who is signed in: the service worker, the way onto the home screen where a browser offers
// it, and the word before signing out that something still waits on this device.

const person = document.body.dataset.person || "";

if (person && "serviceWorker" in navigator) {
  addEventListener("load", () => {
    navigator.serviceWorker.register("/service-worker.js", { scope: "/", updateViaCache: "none" }).catch(() => {});
  });
}

const passes = document.getElementById("film-passes");
if (person && passes && window.indexedDB) {
  const told = JSON.parse(passes.textContent || "{}");
  const kept = told.lessons.map((/** @type {object} */ one) => ({ ...one, aheadMs: told.now - Date.now() }));
  import("./film-passes.js").then(({ keep }) => keep(person, kept)).catch(() => {});
}

// Offered in the menu instead of by a bar of the browser's over somebody's work.
addEventListener("beforeinstallprompt", (event) => {
  const way = document.querySelector("button[data-install]");
  if (!(way instanceof HTMLElement)) return;
  event.preventDefault();
  way.hidden = false;
  way.onclick = async () => {
    way.hidden = true;
    await /** @type {any} */ (event).prompt();
  };
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const dialog = document.querySelector("dialog[data-sign-out-waits]");
  if (!(form instanceof HTMLFormElement && form.hasAttribute("data-sign-out"))) return;
  if (!(dialog instanceof HTMLDialogElement) || event.defaultPrevented) return;
  event.preventDefault();
  askFirst(form, dialog);
});

/** @param {HTMLFormElement} form @param {HTMLDialogElement} dialog */
async function askFirst(form, dialog) {
  let told = "";
  try {
    told = await waitingInWords(dialog);
  } catch { /* the device tells nothing: then nothing holds anybody back */ }
  if (!told) return leave(form);
  const place = dialog.querySelector("[data-what]");
  if (place) place.textContent = told;
  dialog.querySelector("[data-stay]")?.addEventListener("click", () => dialog.close(), { once: true });
  dialog.querySelector("[data-anyway]")?.addEventListener("click", () => leave(form), { once: true });
  dialog.showModal();
}

/** Nobody films here under this name any more, but what was filmed stays. @param {HTMLFormElement} form */
async function leave(form) {
  try {
    await (await import("./film-passes.js")).keep(person, []);
  } catch { /* a device without a store has no pass either */ }
  // Past the listener above: a form that is sent by a script asks nobody.
  form.submit();
}

/** "A film (1.20 GB), what you wrote". Empty where nothing waits. @param {HTMLDialogElement} dialog */
async function waitingInWords(dialog) {
  const { whatWaits, size } = await import("./what-waits.js");
  const all = await whatWaits(person);
  const parts = all.filter((one) => one.sort !== "words").map((one) => {
    const left = size(Math.max(0, one.size - one.arrived));
    return `${dialog.getAttribute(`data-${one.sort}`)} (${left})`;
  });
  if (all.length > parts.length) parts.push(dialog.getAttribute("data-words") || "");
  return parts.join(", ");
}
