"""Models that hold what people made, and the encrypted column their words lie in."""

import secrets
import uuid
from typing import TYPE_CHECKING, Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from sidebyside.trust import keystore

if TYPE_CHECKING:
    _TextField = models.Field[str, str]
else:
    # Django's Field takes no type arguments at run time.
    _TextField = models.Field


class Ciphertext(bytes):
    """Bytes as they lie in the database; never shown."""


class ContentModel(models.Model):
    """A table that no page of a non-partner may name in its SQL (the suite watches every statement)."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    is_content = True

    class Meta:
        abstract = True


class SealedModel(ContentModel):
    class Meta:
        abstract = True

    def sealing_key(self) -> str:
        """Name of the key its words lie under, for example ``words:<author's code>``."""
        raise NotImplementedError

    def associated(self, column: str) -> bytes:
        """Binds a ciphertext to its table, column and row: pasted elsewhere, it does not open."""
        return f"{self._meta.label_lower}.{column}:{self.code}".encode()


def words_key(person_code: uuid.UUID) -> str:
    return f"words:{person_code}"


class SealedText(_TextField):
    """Text that is encrypted in the column and read as ``str`` on the instance.

    It can be neither searched nor updated in bulk: set the attribute and save.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "BinaryField"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _OpenedOnRead(name))

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Ciphertext | str:
        # No bytes: words that were wiped when what they belonged to was deleted.
        return Ciphertext(value) if value else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext:
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, Ciphertext):
            return value
        assert isinstance(model_instance, SealedModel)
        return _seal(model_instance, self.attname, str(value or ""))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None or value == "":
            return None
        if not isinstance(value, Ciphertext):
            raise TypeError("Sealed words are saved through their instance, never by update() or a filter.")
        return connection.Database.Binary(value)  # type: ignore[attr-defined]

    def get_lookup(self, lookup_name: str) -> Any:
        raise TypeError("Sealed words cannot be searched.")


class _OpenedOnRead:
    def __init__(self, column: str) -> None:
        self.column = column

    def __get__(self, instance: SealedModel | None, owner: type[SealedModel]) -> Self | str:
        if instance is None:
            return self
        if self.column not in instance.__dict__:
            instance.refresh_from_db(fields=[self.column])
        value = instance.__dict__[self.column]
        if isinstance(value, Ciphertext):
            words = _open(instance, self.column, value)
            if words is None:
                # Not kept on the instance: saving it must not seal an emptiness anew.
                return ""
            value = instance.__dict__[self.column] = words
        return str(value)

    def __set__(self, instance: SealedModel, value: str) -> None:
        instance.__dict__[self.column] = value


def seal(instance: SealedModel) -> None:
    """Seal its words before it is saved, so that saving makes no key; for many rows that are written at once.

    They are read as ever. Set them only before.
    """
    for one in instance._meta.concrete_fields:
        if isinstance(one, SealedText):
            instance.__dict__[one.attname] = one.pre_save(instance, add=True)


def seal_bytes(instance: SealedModel, column: str, content: bytes) -> bytes:
    """What a column of bytes holds: sealed as words are, under the key of its row."""
    nonce = secrets.token_bytes(keystore.NONCE_BYTES)
    key = keystore.key_made_on_first_use(instance.sealing_key())
    return nonce + AESGCM(key).encrypt(nonce, content, instance.associated(column))


def open_bytes(instance: SealedModel, column: str, sealed: bytes) -> bytes:
    """What ``seal_bytes`` was given. Raises KeyGone, SealBroken."""
    nonce, rest = sealed[: keystore.NONCE_BYTES], sealed[keystore.NONCE_BYTES :]
    try:
        return AESGCM(keystore.key(instance.sealing_key())).decrypt(nonce, rest, instance.associated(column))
    except InvalidTag:
        raise SealBroken(instance._meta.label) from None


def kept_bytes(instance: SealedModel, column: str) -> bytes:
    """What a column of bytes holds, read from its row at this moment. Raises KeyGone, SealBroken, and the model's
    DoesNotExist."""
    rows = type(instance)._base_manager.filter(pk=instance.pk)
    return open_bytes(instance, column, bytes(rows.values_list(column, flat=True).get()))


def _seal(instance: SealedModel, column: str, words: str) -> Ciphertext:
    return Ciphertext(seal_bytes(instance, column, words.encode()))


def _open(instance: SealedModel, column: str, value: Ciphertext) -> str | None:
    """The words; None where their key was destroyed, as after a restored backup. Raises SealBroken, KeyGone."""
    try:
        return open_bytes(instance, column, value).decode()
    except keystore.KeyGone:
        if keystore.is_destroyed(instance.sealing_key()):
            return None
        raise


class SealBroken(Exception):
    """A stored ciphertext was changed or moved; it is refused rather than shown."""
