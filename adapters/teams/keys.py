"""The channel's signing keys: fetched off the event path, kept, and renewed when one is unknown."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import RSAAlgorithm

from adapters.teams import wire
from adapters.teams.gate import SigningKey
from adapters.teams.limited import limited, patience
from adapters.teams.wire import Garbled, Json

FRESH = 24 * 3600.0  # seconds
USABLE = 5 * FRESH
BETWEEN_TRIES = 60.0
WITHOUT_KEYS = 5.0  # nobody is heard before the first ones came
PATIENCE = patience(5)
SHORTEST_KEY = 2048


class SigningKeys:
    """Known keys by id. At most one fetch is under way, and at most one a minute begins.

    Keys older than a day are renewed while the old ones go on serving; when the source stays away
    they serve for five days. ``elapsed`` counts seconds, whatever the clock on the wall is set to.
    """

    def __init__(
        self, metadata_url: str, session: ClientSession, elapsed: Callable[[], float]
    ) -> None:
        self._metadata_url = metadata_url
        self._session = session
        self._elapsed = elapsed
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._fetch: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> SigningKey | None:
        now = self._elapsed()
        if key_id not in self._keys or not self._younger_than(USABLE, now):
            self._renew(now)
            if self._fetch is not None:
                await asyncio.shield(self._fetch)
        elif not self._younger_than(FRESH, now):
            self._renew(now)
        return self._keys.get(key_id) if self._younger_than(USABLE, now) else None

    async def close(self) -> None:
        if self._fetch is not None:
            self._fetch.cancel()
            await asyncio.gather(self._fetch, return_exceptions=True)

    def _younger_than(self, age: float, now: float) -> bool:
        return self._fetched_at is not None and now - self._fetched_at < age

    def _renew(self, now: float) -> None:
        if self._fetch is not None and not self._fetch.done():
            return
        pause = BETWEEN_TRIES if self._keys else WITHOUT_KEYS
        if self._tried_at is not None and now - self._tried_at < pause:
            return
        self._tried_at = now
        self._fetch = asyncio.create_task(self._fetch_all(now))

    async def _fetch_all(self, now: float) -> None:
        try:
            metadata = await self._get(self._metadata_url)
            jwks_url = wire.text(metadata, "jwks_uri")
            if urlsplit(jwks_url)[:2] != urlsplit(self._metadata_url)[:2]:
                return  # keys from elsewhere than the configured source are not the channel's
            keys = signing_keys(await self._get(jwks_url))
        except (ClientError, TimeoutError, Garbled, ValueError):
            return
        if keys:
            self._keys, self._fetched_at = keys, now

    async def _get(self, url: str) -> Json:
        async with self._session.get(url, timeout=PATIENCE, allow_redirects=False) as answer:
            if answer.status != 200:
                raise Garbled("not an answer")
            return wire.read(await limited(answer.content, wire.LARGEST_BODY))


def signing_keys(jwks: Json) -> dict[str, SigningKey]:
    """The usable RSA keys of a key set by their id; others are left out."""
    found: dict[str, SigningKey] = {}
    for jwk in wire.records(jwks, "keys"):
        public = _public(jwk)
        if public is not None and (key_id := wire.text(jwk, "kid")):
            found[key_id] = SigningKey(public, _endorsements(jwk))
    return found


def _public(jwk: Json) -> RSAPublicKey | None:
    try:
        key = RSAAlgorithm.from_jwk({name: jwk.get(name) for name in ("kty", "n", "e")})
    except (PyJWTError, ValueError, TypeError, AttributeError):
        return None
    strong = isinstance(key, RSAPublicKey) and key.key_size >= SHORTEST_KEY
    return key if strong and isinstance(key, RSAPublicKey) else None


def _endorsements(jwk: Json) -> frozenset[str]:
    named = jwk.get("endorsements")
    return (
        frozenset(n for n in named if isinstance(n, str))
        if isinstance(named, list)
        else frozenset()
    )
