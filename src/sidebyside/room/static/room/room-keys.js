// @ts-check
// One key each, never while somebody types, and never a key that the focused control needs for itself.

/** @typedef {import("./lesson-player.js").LessonPlayer} LessonPlayer */

const TYPING = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]";
const PRESSED_BY_SPACE = "button, a, summary, input, label, [role=button]";

/** @param {LessonPlayer} player @returns {Record<string, () => void>} */
function playing(player) {
  return {
    " ": () => player.toggle(),
    k: () => player.toggle(),
    j: () => player.step(-5000),
    l: () => player.step(5000),
    ArrowLeft: () => player.step(-5000),
    ArrowRight: () => player.step(5000),
    ",": () => player.frame(-1),
    ".": () => player.frame(1),
    "<": () => player.faster(-1),
    ">": () => player.faster(1),
    r: () => player.again(),
    f: () => player.wide(),
    v: () => /** @type {any} */ (player.querySelector("film-angles"))?.next(),
    "?": showKeys,
  };
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** @param {LessonPlayer} player @param {Record<string, () => void>} more what this page adds, by key */
export function listenForKeys(player, more) {
  const deeds = { ...playing(player), ...more };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest(TYPING) || document.querySelector("dialog[open]")) return;
    if (event.key === " " && target.closest(PRESSED_BY_SPACE)) return;
    if (target.matches("[type=radio]") && event.key.startsWith("Arrow")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const held = event.ctrlKey || event.metaKey;
    const deed = held ? (key === "z" && !event.shiftKey ? deeds["ctrl z"] : undefined) : deeds[key];
    if (!deed || (event.repeat && !["ArrowLeft", "ArrowRight", "j", "l", ",", "."].includes(key))) return;
    event.preventDefault();
    deed();
  });
  document.querySelector('[data-do="keys"]')?.addEventListener("click", showKeys);
}
