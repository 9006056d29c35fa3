// @ts-check
// Shows the list of extracts only where extracts are chosen; without this it is simply always there.

class ShareChoice extends HTMLElement {
  connectedCallback() {
    const list = this.querySelector('[name="extracts"]')?.closest(".field");
    if (!(list instanceof HTMLElement)) return;
    const look = () => {
      const chosen = this.querySelector('[name="what"]:checked');
      list.hidden = !(chosen instanceof HTMLInputElement) || chosen.value !== "extracts";
    };
    this.addEventListener("change", look);
    look();
  }
}
customElements.define("share-choice", ShareChoice);
