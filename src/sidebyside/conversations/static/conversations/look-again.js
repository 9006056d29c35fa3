// @ts-check
// While suggestions are being made, looks every few seconds whether they are there, then shows the page anew.

const EVERY_MS = 4_000;
const place = document.querySelector("[data-look-again]");

async function look() {
  try {
    const answer = await fetch(place?.getAttribute("data-look-again") || "", { headers: { "X-Talk": "part" } });
    if (answer.ok && (await answer.json()).suggested > 0) return location.reload();
  } catch { /* no network: look again later */ }
  setTimeout(look, EVERY_MS);
}

if (place) setTimeout(look, EVERY_MS);
