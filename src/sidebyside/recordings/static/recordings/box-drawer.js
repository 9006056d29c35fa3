// @ts-check
// Draws a box on the film with a pointer, and takes a moment of it over. The form's own fields are all it writes to:
// without this, or by keyboard, the same numbers are written by hand.

const MOST = 100;

class BoxDrawer extends HTMLElement {
  connectedCallback() {
    const video = this.querySelector("video"), pane = this.querySelector(".pane"), tools = this.querySelector("[data-tools]");
    const draw = this.querySelector("[data-draw]"), box = this.querySelector(".pane i");
    if (!video || !(pane instanceof HTMLElement) || !(tools instanceof HTMLElement) || !(draw instanceof HTMLElement) || !(box instanceof HTMLElement)) return;
    this.video = video; this.pane = pane; this.box = box; this.draw = draw;
    tools.hidden = false;
    draw.addEventListener("click", () => this.open(pane.hidden));
    for (const button of this.querySelectorAll("[data-now]")) button.addEventListener("click", () => this.take(button.getAttribute("data-now") || ""));
    pane.addEventListener("pointerdown", (event) => this.begin(event));
    pane.addEventListener("pointermove", (event) => this.go(event));
    for (const over of ["pointerup", "pointercancel"]) pane.addEventListener(over, () => { this.from = null; });
    this.addEventListener("change", () => this.look());
    this.addEventListener("input", () => this.show());
    this.resized = () => { if (!pane.hidden) this.lay(); };
    addEventListener("resize", this.resized);
    this.look();
  }

  disconnectedCallback() {
    if (this.resized) removeEventListener("resize", this.resized);
  }

  /** @param {string} name @returns {HTMLInputElement | null} */
  field(name) {
    const found = this.querySelector(`[name="${name}"]`);
    return found instanceof HTMLInputElement ? found : null;
  }

  look() {
    const what = this.querySelector('[name="what"]:checked');
    const box = this.querySelector("[data-box]");
    if (box instanceof HTMLElement && what instanceof HTMLInputElement) box.hidden = what.value !== "box";
  }

  /** @param {string} name */
  take(name) {
    const field = this.field(name);
    if (!field || !this.video) return;
    const tenths = Math.round(this.video.currentTime * 10);
    const minutes = Math.floor(tenths / 600), seconds = (tenths % 600) / 10;
    field.value = `${minutes}:${seconds < 10 ? "0" : ""}${seconds}`;
    field.focus();
  }

  /** @param {boolean} opens */
  open(opens) {
    if (!this.pane || !this.draw || !this.video) return;
    this.pane.hidden = !opens;
    this.draw.setAttribute("aria-pressed", String(opens));
    if (!opens) return;
    this.video.pause();
    const what = this.querySelector('[name="what"][value="box"]');
    if (what instanceof HTMLInputElement) what.checked = true;
    this.look();
    this.lay();
    this.show();
  }

  /** Over the picture itself: a player leaves bars beside or above a picture of another shape. */
  lay() {
    const video = this.video, pane = this.pane;
    if (!video || !pane) return;
    const wide = video.clientWidth, high = video.clientHeight;
    const scale = Math.min(wide / (video.videoWidth || wide), high / (video.videoHeight || high));
    const across = (video.videoWidth || wide) * scale, down = (video.videoHeight || high) * scale;
    pane.style.inlineSize = `${across}px`;
    pane.style.blockSize = `${down}px`;
    pane.style.left = `${video.offsetLeft + (wide - across) / 2}px`;
    pane.style.top = `${video.offsetTop + (high - down) / 2}px`;
  }

  /** @param {PointerEvent} event @returns {[number, number]} in per cent */
  at(event) {
    if (!this.pane) return [0, 0];
    const lies = this.pane.getBoundingClientRect();
    const inside = (/** @type {number} */ share) => Math.min(MOST, Math.max(0, share * MOST));
    return [inside((event.clientX - lies.left) / lies.width), inside((event.clientY - lies.top) / lies.height)];
  }

  /** @param {PointerEvent} event */
  begin(event) {
    event.preventDefault();
    this.pane?.setPointerCapture(event.pointerId);
    this.from = this.at(event);
  }

  /** @param {PointerEvent} event */
  go(event) {
    if (!this.from) return;
    const [x, y] = this.at(event), [fromX, fromY] = this.from;
    const sides = { left: Math.min(x, fromX), top: Math.min(y, fromY), width: Math.abs(x - fromX), height: Math.abs(y - fromY) };
    for (const [name, value] of Object.entries(sides)) {
      const field = this.field(name);
      if (field) field.value = value.toFixed(1);
    }
    this.show();
  }

  show() {
    if (!this.box) return;
    const [left, top, width, height] = ["left", "top", "width", "height"].map((name) => Number(this.field(name)?.value) || 0);
    this.box.style.left = `${left}%`;
    this.box.style.top = `${top}%`;
    this.box.style.width = `${width}%`;
    this.box.style.height = `${height}%`;
  }
}
customElements.define("box-drawer", BoxDrawer);
