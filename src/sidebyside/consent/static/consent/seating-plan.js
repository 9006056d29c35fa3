// @ts-check
// Moves pupils between seats by dragging or by arrow keys. Who is in shot is worked out by the server, in one place:
// after each move it is asked to draw the room anew, and keeps nothing by that.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const WAIT_MS = 250;

class SeatingPlan extends HTMLElement {
  connectedCallback() {
    /** @type {HTMLFormElement} */
    this.form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    this.look = /** @type {HTMLElement} */ (this.querySelector("[data-look]"));
    this.told = /** @type {HTMLElement} */ (this.querySelector("[data-told]"));
    /** @type {Element | null} */
    this.held = null;
    this.turn = 0;
    this.look.addEventListener("keydown", (event) => this.pressed(event));
    this.look.addEventListener("pointerdown", (event) => this.take(event));
    this.look.addEventListener("pointermove", (event) => this.over(event));
    this.look.addEventListener("pointerup", (event) => this.drop(event));
    this.look.addEventListener("pointercancel", () => this.letGo());
    this.form.addEventListener("input", () => this.soon());
    this.querySelector("[data-again]")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.again("");
    });
  }

  /** @param {string} name */
  field(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    const seat = /** @type {Element} */ (event.target).closest?.("[data-pupil]");
    if (!step || !seat) return;
    event.preventDefault();
    const pupil = /** @type {string} */ (seat.getAttribute("data-pupil"));
    // Pressed again before the drawing has come: the numbers know where they sit by now.
    this.move(pupil, Number(this.field(`row-${pupil}`).value) + step[0], Number(this.field(`seat-${pupil}`).value) + step[1]);
  }

  /** @param {PointerEvent} event */
  take(event) {
    this.held = /** @type {Element} */ (event.target).closest("[data-pupil]");
    if (this.held) this.look.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  seatUnder(event) {
    return document.elementsFromPoint(event.clientX, event.clientY).map((one) => one.closest(".seat")).find(Boolean);
  }

  /** @param {PointerEvent} event */
  over(event) {
    if (!this.held) return;
    for (const one of this.look.querySelectorAll(".over")) one.classList.remove("over");
    this.seatUnder(event)?.classList.add("over");
  }

  /** @param {PointerEvent} event */
  drop(event) {
    const seat = this.seatUnder(event), held = this.held;
    this.letGo();
    if (!held || !seat || seat === held) return;
    this.move(/** @type {string} */ (held.getAttribute("data-pupil")), Number(seat.getAttribute("data-row")), Number(seat.getAttribute("data-seat")));
  }

  letGo() {
    this.held = null;
    for (const one of this.look.querySelectorAll(".over")) one.classList.remove("over");
  }

  /** @param {string} pupil @param {number} row @param {number} seat */
  move(pupil, row, seat) {
    if (row < 1 || seat < 1 || row > Number(this.field("rows").value) || seat > Number(this.field("columns").value)) return;
    const mine = [this.field(`row-${pupil}`), this.field(`seat-${pupil}`)];
    const other = [...this.form.querySelectorAll("input[name^='row-']")].find((one) => {
      const beside = this.field(/** @type {HTMLInputElement} */ (one).name.replace("row-", "seat-"));
      return Number(/** @type {HTMLInputElement} */ (one).value) === row && Number(beside.value) === seat;
    });
    if (other) {
      const theirs = /** @type {HTMLInputElement} */ (other);
      this.field(theirs.name.replace("row-", "seat-")).value = mine[1].value;
      theirs.value = mine[0].value;
    }
    mine[0].value = String(row);
    mine[1].value = String(seat);
    const name = mine[0].closest("li")?.firstElementChild?.textContent ?? "";
    this.told.textContent = (this.dataset.moved ?? "").replace("{name}", name).replace("{row}", String(row)).replace("{seat}", String(seat));
    this.again(pupil);
  }

  soon() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.again(""), WAIT_MS);
  }

  /** @param {string} focus the pupil who keeps the focus */
  async again(focus) {
    const turn = ++this.turn;
    const body = new FormData(this.form);
    body.set("do", "look");
    try {
      const answer = await fetch(this.form.action || location.href, { method: "POST", body });
      if (answer.status !== 200 && answer.status !== 422) throw new Error(String(answer.status));
      const drawn = await answer.text();
      // A later move has asked since: its answer counts.
      if (turn !== this.turn) return;
      this.look.innerHTML = drawn;
    } catch {
      if (turn === this.turn) this.told.textContent = this.dataset.failed ?? "";
      return;
    }
    if (focus) /** @type {SVGElement | null} */ (this.look.querySelector(`[data-pupil="${focus}"]`))?.focus();
  }
}

customElements.define("seating-plan", SeatingPlan);
