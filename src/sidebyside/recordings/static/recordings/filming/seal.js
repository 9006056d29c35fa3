// @ts-check
// Seals what a recorder gives, for the server's eyes only: this device can never open what it wrote.
//
// A part is a stream: "SBF1", key id (u32), film (16 bytes), part number (u16), an ephemeral P-256 public key (65 bytes),
// then records of a length (u32) and as many bytes of AES-256-GCM. Numbers are big-endian. The nonce is the record's
// place in the part, the associated data one byte: 1 for the last record of a part that was stopped, else 0.
// Key: HKDF-SHA256 over ECDH(ephemeral, server's), no salt, info "sidebyside.filming/1/<film>/<part>".

const CURVE = { name: "ECDH", namedCurve: "P-256" };
export const HEADER_BYTES = 91;

export class Sealer {
  /** Records sealed so far: the next one's nonce. */
  records = 0;

  /** @param {CryptoKey} key @param {Uint8Array} header */
  constructor(key, header) {
    this.key = key;
    /** Comes before the first record. */
    this.header = header;
  }

  /** @param {string} publicKey the server's, raw, base64 @param {number} keyId @param {string} film @param {number} part */
  static async begin(publicKey, keyId, film, part) {
    const theirs = await crypto.subtle.importKey("raw", fromBase64(publicKey), CURVE, false, []);
    const own = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
    const stem = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const info = new TextEncoder().encode(`sidebyside.filming/1/${film}/${part}`);
    const derived = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
    const key = await crypto.subtle.deriveKey(derived, stem, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const ephemeral = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
    return new Sealer(key, headerOf(keyId, film, part, ephemeral));
  }

  /** One record. Call it again only when the one before has come back. @param {Uint8Array} bytes @param {boolean} isLast */
  async seal(bytes, isLast = false) {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setBigUint64(4, BigInt(this.records));
    this.records += 1;
    const params = { name: "AES-GCM", iv, additionalData: Uint8Array.of(isLast ? 1 : 0) };
    const sealed = new Uint8Array(await crypto.subtle.encrypt(params, this.key, /** @type {BufferSource} */ (bytes)));
    const record = new Uint8Array(4 + sealed.length);
    new DataView(record.buffer).setUint32(0, sealed.length);
    record.set(sealed, 4);
    return record;
  }
}

/** @param {number} keyId @param {string} film @param {number} part @param {Uint8Array} ephemeral */
function headerOf(keyId, film, part, ephemeral) {
  const header = new Uint8Array(HEADER_BYTES);
  const numbers = new DataView(header.buffer);
  header.set(new TextEncoder().encode("SBF1"));
  numbers.setUint32(4, keyId);
  header.set((film.replaceAll("-", "").match(/../g) || []).map((pair) => parseInt(pair, 16)), 8);
  numbers.setUint16(24, part);
  header.set(ephemeral, 26);
  return header;
}

/** @param {string} letters */
function fromBase64(letters) {
  return Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
}
