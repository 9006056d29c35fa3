// @ts-check
// The same moment changed on two devices: both texts are shown, and nothing is chosen for anybody.

import { say } from "./words.js";

/** @typedef {{saved: any, body: any}} Clash */

const TEXTS = ["seen", "made_of_it"];

/** @param {HTMLElement} place @param {Clash} clash @param {(body: Record<string, any> | null) => void} settle */
export function clashShown(place, { saved, body }, settle) {
  const sentence = document.createElement("p");
  sentence.textContent = say("clash");
  const both = document.createElement("dl");
  for (const [title, version] of [[say("clashThere"), saved], [say("clashHere"), body]]) {
    const name = document.createElement("dt");
    name.textContent = title;
    const text = document.createElement("dd");
    text.dir = "auto";
    text.textContent = TEXTS.map((field) => version[field]).filter(Boolean).join("\n");
    both.append(name, text);
  }
  const choices = document.createElement("div");
  choices.className = "buttons";
  choices.append(
    choice("clashKeepHere", () => settle(body)),
    choice("clashKeepThere", () => settle(null)),
    choice("clashKeepBoth", () => settle(joined(saved, body))),
  );
  place.replaceChildren(sentence, both, choices);
  place.hidden = false;
}

/** @param {any} saved @param {any} body */
function joined(saved, body) {
  const texts = TEXTS.map((field) => {
    const [one, other] = [saved[field], body[field]];
    return [field, one === other ? one : [one, other].filter(Boolean).join("\n\n")];
  });
  return { ...body, ...Object.fromEntries(texts) };
}

/** @param {string} word @param {() => void} act */
function choice(word, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: say(word) });
  button.addEventListener("click", act);
  return button;
}
