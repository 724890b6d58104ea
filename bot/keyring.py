"""Keys for every purpose, derived from the ring in ``DIVIDEND_SECRET_KEY``.

The ring is written ``new,old``. The first key encrypts and signs; every key still decrypts and
verifies what it made. The last key is the root: pseudonyms and the audit chain hang on it, so it
stays in the ring for good, and rotation puts new keys in front of it.
"""

import base64
import hmac
import json
import secrets
from binascii import Error as NotBase64
from collections.abc import Iterator
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import ConfigError, SealBroken

SHORTEST_KEY = 20  # promises.md R-X5
_NONCE = 12


class KeyRing:
    """Never shows a key: not in its representation, not in its errors."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = tuple(_Key(text.encode()) for text in keys)

    @classmethod
    def parse(cls, text: str, shortest: int = SHORTEST_KEY) -> "KeyRing":
        """Raises ``ConfigError`` for a key that is missing, short or there twice."""
        keys = tuple(key.strip() for key in text.split(","))
        if not all(len(key) >= max(shortest, 1) for key in keys):
            raise ConfigError(f"DIVIDEND_SECRET_KEY has a key under {shortest} characters")
        if len(set(keys)) < len(keys):
            raise ConfigError("DIVIDEND_SECRET_KEY has the same key twice")
        return cls(keys)

    @property
    def fingerprint(self) -> str:
        """Tells root keys apart; kept in the store, it shows that the root was lost."""
        return self._root.id

    def key(self, purpose: str) -> bytes:
        """32 bytes that stay the same through rotation."""
        return self._root.derived(purpose)

    def pseudonym(self, token: str) -> str:
        """The name on a person's answers; without the ring nobody gets from the token to it."""
        return hmac.digest(self.key("pseudonym"), token.encode(), "sha256").hex()[:32]

    def sign(self, purpose: str, data: bytes) -> str:
        return self._keys[0].mac(purpose, data)

    def has_signed(self, purpose: str, data: bytes, mac: str) -> bool:
        given = mac.encode(errors="replace")
        macs = (key.mac(purpose, data).encode() for key in self._keys)
        return any([hmac.compare_digest(own, given) for own in macs])

    def encrypt(self, text: str, *about: str) -> str:
        """``about`` says whose it is (tenant, table, row): moved elsewhere, it cannot be read."""
        key, nonce = self._keys[0], secrets.token_bytes(_NONCE)
        sealed = key.cipher.encrypt(nonce, text.encode(), _associated(about))
        return f"{key.id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, sealed: str, *about: str) -> str:
        """Raises ``SealBroken`` when it was changed, moved, or made by a key no longer here."""
        name, _, body = sealed.partition(".")
        try:
            raw = base64.b64decode(body, altchars=b"-_", validate=True)
            if base64.urlsafe_b64encode(raw).decode() != body:  # loose bits at its end
                raise SealBroken("changed or moved")
            for key in self._named(name):
                return key.cipher.decrypt(raw[:_NONCE], raw[_NONCE:], _associated(about)).decode()
        except (InvalidTag, NotBase64, ValueError) as error:
            raise SealBroken("changed or moved") from error
        raise SealBroken("made by a key that is not in the ring")

    def is_current(self, sealed: str) -> bool:
        """Whether the first key made it; what is not current is encrypted anew by rotation."""
        return sealed.partition(".")[0] == self._keys[0].id

    def is_here(self, sealed: str) -> bool:
        """Whether the key that made it is in the ring."""
        return any(self._named(sealed.partition(".")[0]))

    @property
    def current(self) -> str:
        """How everything begins that the first key encrypts."""
        return f"{self._keys[0].id}."

    @property
    def _root(self) -> "_Key":
        return self._keys[-1]

    def _named(self, name: str) -> Iterator["_Key"]:
        return (key for key in self._keys if key.id == name)


class _Key:
    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._derived = dict[str, bytes]()

    @cached_property
    def id(self) -> str:
        return self.derived("id").hex()[:16]

    @cached_property
    def cipher(self) -> AESGCM:
        return AESGCM(self.derived("encryption"))

    def derived(self, purpose: str) -> bytes:
        if purpose not in self._derived:
            hkdf = HKDF(
                algorithm=SHA256(), length=32, salt=None, info=f"dividend/{purpose}".encode()
            )
            self._derived[purpose] = hkdf.derive(self._secret)
        return self._derived[purpose]

    def mac(self, purpose: str, data: bytes) -> str:
        made = hmac.digest(self.derived(f"sign/{purpose}"), data, "sha256")
        return f"{self.id}.{made.hex()}"


def _associated(about: tuple[str, ...]) -> bytes:
    """One encoding per tuple: ("a", "bc") and ("ab", "c") are different things."""
    return json.dumps(about).encode()
