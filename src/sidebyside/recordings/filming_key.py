"""The key pair that what a browser films is sealed to: a device can seal with its public half and open nothing.

The private half is derived from a key of the key store, so that it is wrapped, backed up and put back as all keys.
"""

import base64

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sidebyside.trust import keystore

# Raised when the pair is changed; the private half of an older one stays for what still waits on devices.
KEY_ID = 1
PUBLIC_BYTES = 65
# The order of P-256 (SEC 2, 2.4.2).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# 64 bits more than the order, so that no scalar is likelier than another (FIPS 186-5, A.2.1).
_SCALAR_BYTES = 40


def private_key(key_id: int = KEY_ID) -> ec.EllipticCurvePrivateKey:
    """The half that opens. Raises trust.keystore.KeyGone where there was never a key of this number."""
    name = f"filming:{key_id}"
    secret = keystore.key_made_on_first_use(name) if key_id == KEY_ID else keystore.key(name)
    stretched = HKDF(hashes.SHA256(), _SCALAR_BYTES, salt=None, info=f"sidebyside.{name}".encode())
    scalar = int.from_bytes(stretched.derive(secret)) % (_ORDER - 1) + 1
    return ec.derive_private_key(scalar, ec.SECP256R1())


def public_key() -> bytes:
    """The half that a filming page carries: 65 bytes, an uncompressed point."""
    return private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def public_key_in_words() -> str:
    """The same in base64, as pages carry it."""
    return base64.b64encode(public_key()).decode()
