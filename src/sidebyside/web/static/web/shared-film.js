// @ts-check
// <shared-film strand="CODE"> on the page of a lesson's film: a film that was shared with the app and is of this lesson
// goes into the page's own uploader by itself, also after a reload. The copy on the device goes once all has arrived.

import { SharedStore } from "./shared-store.js";

class SharedFilm extends HTMLElement {
  async connectedCallback() {
    const store = new SharedStore();
    const film = (await store.claim()).find((row) => row.strand === this.getAttribute("strand"));
    await customElements.whenDefined("film-upload");
    const upload = /** @type {any} */ (document.querySelector("film-upload"));
    if (!film || !upload) return;
    upload.addEventListener("film-arrived", (/** @type {CustomEvent} */ event) => {
      event.detail.until.push(store.remove(film.code));
    });
    const carried = new DataTransfer();
    carried.items.add(film.file);
    upload.input.files = carried.files;
    upload.choose();
  }
}
customElements.define("shared-film", SharedFilm);
