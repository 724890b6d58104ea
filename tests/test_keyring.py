"""Keys derived from the ring: what they open, what they refuse, what survives a rotation."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ConfigError, SealBroken
from bot.keyring import KeyRing

OLD = "an-old-key-of-enough-length"
NEW = "a-newer-key-of-enough-length"
OTHER = "somebody-elses-key-altogether"

before, after = KeyRing.parse(OLD), KeyRing.parse(f"{NEW},{OLD}")
stranger = KeyRing.parse(OTHER)


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = {before.key(purpose) for purpose in ("audit", "link", "pseudonym", "")}

    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
    assert before.key("audit") == KeyRing.parse(OLD).key("audit")
    assert before.key("audit") != stranger.key("audit")


def test_pseudonyms_and_the_audit_key_stay_the_same_through_rotation() -> None:
    assert after.pseudonym("token") == before.pseudonym("token")
    assert after.key("audit") == before.key("audit")
    assert after.fingerprint == before.fingerprint
    assert KeyRing.parse(NEW).fingerprint != before.fingerprint


def test_a_pseudonym_is_32_hex_digits_that_tell_nothing_of_the_token() -> None:
    pseudonym = before.pseudonym("token")

    assert len(bytes.fromhex(pseudonym)) == 16
    assert len({pseudonym, before.pseudonym("tokem"), stranger.pseudonym("token")}) == 3


@settings(deadline=None)
@given(st.text(), st.lists(st.text(), max_size=3))
def test_what_was_encrypted_can_be_read_again(text: str, about: list[str]) -> None:
    sealed = before.encrypt(text, *about)

    assert before.decrypt(sealed, *about) == text
    assert after.decrypt(sealed, *about) == text


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert len({before.encrypt("xoxb-token", "team", "1") for _ in range(50)}) == 50


@pytest.mark.parametrize("about", [(), ("acme",), ("acme", "2"), ("acm", "e1"), ("acme1",)])
def test_a_secret_moved_to_another_row_cannot_be_read(about: tuple[str, ...]) -> None:
    sealed = before.encrypt("secret", "acme", "1")

    with pytest.raises(SealBroken):
        before.decrypt(sealed, *about)


def test_a_secret_changed_anywhere_cannot_be_read() -> None:
    sealed = before.encrypt("secret", "row")

    for place, letter in enumerate(sealed):
        changed = sealed[:place] + ("A" if letter != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(SealBroken):
            before.decrypt(changed, "row")


@settings(deadline=None)
@given(st.text())
def test_junk_is_a_broken_seal_and_nothing_worse(junk: str) -> None:
    key_id = before.encrypt("", "row").partition(".")[0]

    for sealed in (junk, f"{key_id}.{junk}"):
        with pytest.raises(SealBroken):
            before.decrypt(sealed, "row")


def test_rotation_finds_what_is_to_be_encrypted_anew() -> None:
    earlier, later = before.encrypt("secret", "row"), after.encrypt("secret", "row")

    assert not after.is_current(earlier)
    assert after.is_current(later)
    assert KeyRing.parse(NEW).decrypt(later, "row") == "secret"
    with pytest.raises(SealBroken):
        before.decrypt(later, "row")


def test_a_signature_holds_for_its_purpose_its_data_and_its_ring() -> None:
    mac = before.sign("link", b"report")

    assert before.has_signed("link", b"report", mac)
    assert after.has_signed("link", b"report", mac)
    assert not before.has_signed("audit", b"report", mac)
    assert not before.has_signed("link", b"reports", mac)
    assert not stranger.has_signed("link", b"report", mac)
    assert not before.has_signed("link", b"report", "é")
    assert not before.has_signed("link", b"report", after.sign("link", b"report"))


@pytest.mark.parametrize(
    "text", ["", "short", f"{OLD},short", f"{OLD},", f"{OLD}, {OLD}", " " * 30]
)
def test_a_ring_with_a_short_missing_or_repeated_key_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        KeyRing.parse(text)
    assert OLD not in str(refused.value)


def test_a_test_may_use_short_keys_when_it_says_so() -> None:
    assert KeyRing.parse("short", shortest=1).key("audit")
    with pytest.raises(ConfigError):
        KeyRing.parse("", shortest=0)


def test_a_ring_never_shows_its_keys() -> None:
    assert OLD not in f"{after!r} {after} {vars(after)}"
