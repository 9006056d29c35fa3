// @ts-check
// Asks the device for a passkey, or to make one, puts the answer into a form and sends it. Without this module,
// or where a browser knows no passkeys, the button stays away and the page works with a password and codes.

/** @param {string} text @returns {ArrayBuffer} */
function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

/** @param {ArrayBuffer | null | undefined} buffer */
function words(buffer) {
  if (!buffer) return undefined;
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The options as the server writes them, with what the browser wants as bytes.
 * @param {any} options @returns {any} */
function asAsked({ publicKey }) {
  const key = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (key[list]) key[list] = key[list].map((/** @type {any} */ one) => ({ ...one, id: bytes(one.id) }));
  }
  return { publicKey: key };
}

/** @param {any} credential */
function asAnswer(credential) {
  const { response } = credential;
  return JSON.stringify({
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: words(response.clientDataJSON),
      attestationObject: words(response.attestationObject),
      transports: response.getTransports?.(),
      authenticatorData: words(response.authenticatorData),
      signature: words(response.signature),
      userHandle: words(response.userHandle),
    },
  });
}

class PasskeyButton extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!window.PublicKeyCredential || !button) {
      document.querySelector("[data-no-passkeys]")?.removeAttribute("hidden");
      return;
    }
    button.hidden = false;
    button.addEventListener("click", () => this.#ask(button));
  }

  /** @param {HTMLButtonElement} button */
  async #ask(button) {
    const trouble = /** @type {HTMLElement} */ (this.querySelector("[role=alert]"));
    trouble.hidden = true;
    button.disabled = true;
    try {
      const options = asAsked(await this.#options());
      const made = this.hasAttribute("makes");
      const found = await (made ? navigator.credentials.create(options) : navigator.credentials.get(options));
      if (!found) throw new Error("nothing");
      this.#send(asAnswer(found));
    } catch {
      // Put away by the person, no passkey here, or no network: the sentence says what to do.
      trouble.hidden = false;
      button.disabled = false;
    }
  }

  async #options() {
    const ask = this.getAttribute("ask");
    if (!ask) return JSON.parse(document.getElementById("passkey-options")?.textContent || "{}");
    const answer = await fetch(ask, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    return (await answer.json()).request_options;
  }

  /** @param {string} answer */
  #send(answer) {
    const form = /** @type {HTMLFormElement} */ (document.getElementById(this.getAttribute("form") || ""));
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(this.getAttribute("field") || ""));
    field.value = answer;
    form.submit();
  }
}
customElements.define("passkey-button", PasskeyButton);
