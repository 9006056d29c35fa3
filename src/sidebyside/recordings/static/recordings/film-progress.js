// @ts-check
// Says how far the preparing of a film is, and shows the page anew when it has come a step further.

const EVERY_MS = 2000;

class FilmProgress extends HTMLElement {
  connectedCallback() {
    // What the page shows now: what has changed since it was made is noticed at the first look.
    this.before = this.getAttribute("now");
    this.timer = setTimeout(() => this.look(), EVERY_MS);
    this.again = () => { if (!document.hidden) this.look(); };
    document.addEventListener("visibilitychange", this.again);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.again);
  }

  async look() {
    clearTimeout(this.timer);
    try {
      const answer = await fetch(this.getAttribute("src") || "", { headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.ok) this.show(await answer.json());
      else if (answer.status === 404 || answer.type === "opaqueredirect") return location.reload();
    } catch {
      // The network is away; the top of the page says so.
    }
    this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  /** @param {{state: string, sentence: string, percent: number | null, watchable: boolean}} told */
  show(told) {
    const now = `${told.state} ${told.watchable}`;
    if (this.before !== now) return location.reload();
    const bar = this.querySelector("progress");
    const sentence = this.querySelector("[data-sentence]");
    const percent = this.querySelector("[data-percent]");
    if (bar && told.percent !== null) bar.value = told.percent;
    if (sentence) sentence.textContent = told.sentence;
    if (percent) percent.textContent = told.percent === null ? "" : `${told.percent} %`;
  }
}
customElements.define("film-progress", FilmProgress);
