// @ts-check
// The marks of this page: read once from the server's list, then changed here. Everything that shows them listens.

/** @typedef {{code: string, start: number, end: number | null, sort: string, seen: string, made_of_it: string,
 *   revision: number, own: boolean, side: string, author: string, shared: boolean}} Mark */

export class Marks extends EventTarget {
  constructor() {
    super();
    /** @type {Map<string, Mark>} */
    this.byCode = new Map();
  }

  /** @param {Element} list the server's <ol> of moments */
  read(list) {
    for (const row of list.querySelectorAll("li.moment")) {
      if (!(row instanceof HTMLElement)) continue;
      const { code = "", start, end, sort = "", side = "", revision } = row.dataset;
      this.byCode.set(code, {
        code, sort, side,
        start: Number(start),
        end: end === undefined ? null : Number(end),
        seen: row.querySelector(".seen")?.textContent ?? "",
        made_of_it: row.querySelector(".made")?.textContent ?? "",
        revision: Number(revision),
        own: "own" in row.dataset,
        author: row.querySelector(".who")?.textContent ?? "",
        shared: row.classList.contains("both"),
      });
    }
    return this;
  }

  /** In the film's order. */
  all() {
    return [...this.byCode.values()].sort((one, other) => one.start - other.start);
  }

  /** @param {string} code */
  get(code) {
    return this.byCode.get(code);
  }

  /** @param {Mark} mark */
  put(mark) {
    this.byCode.set(mark.code, mark);
    this.changed(mark.code);
  }

  /** @param {string} code */
  remove(code) {
    const mark = this.byCode.get(code);
    this.byCode.delete(code);
    this.changed(code);
    return mark;
  }

  /** @param {string} code */
  changed(code) {
    this.dispatchEvent(new CustomEvent("change", { detail: { code } }));
  }

  /** The mark one is in or has just passed. @param {number} ms */
  at(ms) {
    const before = this.all().filter((mark) => mark.start <= ms + 200);
    const inside = before.filter((mark) => mark.end !== null && ms <= mark.end);
    return inside.at(-1) ?? before.at(-1);
  }
}
