// @ts-check
// Takes a moment of a film over into a form, and leads the player to a moment. Without this, times are written by hand
// and a link opens the film at its place.

class FilmMoments extends HTMLElement {
  connectedCallback() {
    const named = this.getAttribute("for");
    const video = named ? document.getElementById(named) : this.querySelector("video");
    if (!(video instanceof HTMLVideoElement)) return;
    const tools = this.querySelector("[data-tools]");
    if (tools instanceof HTMLElement) tools.hidden = false;
    for (const button of this.querySelectorAll("[data-now]")) button.addEventListener("click", () => this.take(video, button.getAttribute("data-now") || ""));
    for (const link of this.querySelectorAll("[data-jump]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        video.currentTime = Number(link.getAttribute("data-jump")) || 0;
        video.focus();
        video.scrollIntoView({ block: "nearest" });
      });
    }
  }

  /** @param {HTMLVideoElement} video @param {string} name */
  take(video, name) {
    const field = this.querySelector(`[name="${name}"]`);
    if (!(field instanceof HTMLInputElement)) return;
    const tenths = Math.round(video.currentTime * 10);
    const minutes = Math.floor(tenths / 600), seconds = (tenths % 600) / 10;
    field.value = `${minutes}:${seconds < 10 ? "0" : ""}${seconds}`;
    field.focus();
  }
}
customElements.define("film-moments", FilmMoments);
