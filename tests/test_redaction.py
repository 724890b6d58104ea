"""What may be kept of a free text: traces of people and secrets go, figures about work stay."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn

from bot.redaction import MARK, Redacted, Trace, redact

PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc=\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("trace", "removed"),
    [
        (Trace.EMAIL, "alice.jones+work@example.co.uk"),
        (Trace.EMAIL, "alice＠example.com"),
        (Trace.EMAIL, "alice (at) example.com"),
        (Trace.EMAIL, "jörg@müller.example"),
        (Trace.EMAIL, "root@localhost"),
        (Trace.PHONE, "+31 6 12345678"),
        (Trace.PHONE, "0031 6 12345678"),
        (Trace.PHONE, "06-12345678"),
        (Trace.PHONE, "020 624 1111"),
        (Trace.PHONE, "030 12345678"),
        (Trace.PHONE, "(212) 555-2368"),
        (Trace.PHONE, "+33 1 42 68 53 00"),
        (Trace.PHONE, "+٣١ ٦ ١٢٣٤٥٦٧٨"),
        (Trace.BANK_ACCOUNT, "NL91ABNA0417164300"),
        (Trace.BANK_ACCOUNT, "NL91 ABNA 0417 1643 00"),
        (Trace.BANK_ACCOUNT, "de89 3704 0044 0532 0130 00"),
        (Trace.CARD, "4111 1111 1111 1111"),
        (Trace.CARD, "4111111111111111"),
        (Trace.CARD, "5500-0000-0000-0004"),
        (Trace.CARD, "3782 822463 10005"),
        (Trace.NATIONAL_ID, "111222333"),
        (Trace.NATIONAL_ID, "36 574 261 809"),
        (Trace.NATIONAL_ID, "85.07.30-033.28"),
        (Trace.NATIONAL_ID, "536-90-4399"),
        (Trace.NATIONAL_ID, "54362315-K"),
        (Trace.NATIONAL_ID, "x2482300w"),
        (Trace.NATIONAL_ID, "RCCMNL83S18D969H"),
        (Trace.NATIONAL_ID, "2 95 10 99 126 111 93"),
        (Trace.NATIONAL_ID, "756.9217.0769.85"),
        (Trace.NATIONAL_ID, "131052-308T"),
        (Trace.NATIONAL_ID, "390.533.447-05"),
        (Trace.LINK, "https://alice:hunter2@example.com/inbox"),
        (Trace.LINK, "postgresql://bot:pw@db/dividend"),
        (Trace.LINK, "https://example.com/share?x=1&token=abcdef"),
        (Trace.MENTION, "<@U012AB3CD>"),
        (Trace.MENTION, "<@U012AB3CD|alice>"),
        (Trace.MENTION, "<!channel>"),
        (Trace.MENTION, "<#C012AB3CD|finance>"),
        (Trace.MENTION, '<at id="0">Alice Jones</at>'),
        (Trace.MENTION, "@alice.jones"),
        (Trace.SECRET, "xoxb-123456789012-abcdefABCDEF"),
        (Trace.SECRET, "sk-proj-abcdefghijklmnop1234"),
        (Trace.SECRET, "AKIAIOSFODNN7EXAMPLE"),
        (Trace.SECRET, "ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
        (Trace.SECRET, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"),
        (Trace.SECRET, "d41d8cd98f00b204e9800998ecf8427e"),
        (Trace.SECRET, "password: hunter2!"),
        (Trace.SECRET, "Bearer abcdefghijklmnop1234"),
        (Trace.SECRET, PEM),
    ],
)
def test_what_leads_to_a_person_or_opens_a_door_is_taken_out(trace: Trace, removed: str) -> None:
    assert redact(f"Ask {removed} about it") == Redacted(f"Ask {MARK} about it", (trace,))
    assert redact(removed) == Redacted(MARK, (trace,))
    assert removed not in redact(f"({removed}).\n").kept


def test_several_things_are_taken_out_in_their_order() -> None:
    found = redact("Mail bob@example.com, pay NL91ABNA0417164300, call +31 6 12345678!")

    assert found.kept == f"Mail {MARK}, pay {MARK}, call {MARK}!"
    assert found.removed == (Trace.EMAIL, Trace.BANK_ACCOUNT, Trace.PHONE)


def test_a_card_is_found_among_other_numbers() -> None:
    found = redact("2 of 4111 1111 1111 1111 12/26")

    assert "1111" not in found.kept
    assert Trace.CARD in found.removed


def test_a_secret_that_was_cut_off_is_still_a_secret() -> None:
    assert redact("see -----BEGIN PRIVATE KEY-----\nMIIEow").kept == f"see {MARK}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It took from 10:00 to 12:30 on 2026-11-24, and 1,234,567.89 euro for 10 000 000 rows.",
        "24/7, 365 days, 9 to 5, 3.5 h instead of 4,5 h; 12.10.2026 - 14.10.2026",
        "Invoice 20261124, ticket 4711-0815, order 100200300, version 3.11.7, IP 10.0.0.1",
        "Copying 1234567 lines in 2025/26 @ 5 pm costs 40 % more",
        "Reconcile the ledger: export, paste, check. Password resets: 14 a week!",
        "See https://example.com/guide?page=2#top for the key figures",
        "a < b and c > d; x@ and @ alone; <b>bold</b>",
        "Das dauert 3½ Stunden – „jede Woche“ aufs Neue",
        "2024 2025 2026 2027",
        "2026 100 100 100 09:30",
        "normal",
    ],
)
def test_ordinary_sentences_stay_as_they_are(text: str) -> None:
    assert redact(text) == Redacted(text)


EVERYDAY = """we copy 12 rows from the export every Monday , at 09:30 ( about 3 hours , 40 % ) and
then check 100 invoices of 2026 again ; wieder prüfen : 50.000 € in 8,5 h"""
sentences = st.lists(st.sampled_from(re.findall(r"\S+", EVERYDAY)), max_size=25).map(" ".join)
digits = st.text("0123456789", min_size=11, max_size=17)


@st.composite
def cards(draw: st.DrawFn) -> str:
    number = draw(st.sampled_from(("3", "4", "5", "6", "2221"))) + draw(digits)
    number = number[:18]
    number += luhn.calc_check_digit(number)
    gap = draw(st.sampled_from(("", " ", "-")))
    return gap.join(number[n : n + 4] for n in range(0, len(number), 4))


@st.composite
def bank_accounts(draw: st.DrawFn) -> str:
    country, length = draw(st.sampled_from((("NL", 14), ("DE", 18), ("FR", 23), ("BE", 12))))
    bank = "ABNA" if country == "NL" else ""
    number = draw(st.text("0123456789", min_size=length - len(bank), max_size=length - len(bank)))
    account = country + iban.calc_check_digits(f"{country}00{bank}{number}") + bank + number
    gap = draw(st.sampled_from(("", " ")))
    return gap.join(account[n : n + 4] for n in range(0, len(account), 4))


@settings(deadline=None, max_examples=60)
@given(sentences, st.emails() | cards() | bank_accounts(), sentences)
def test_no_address_card_or_account_survives_wherever_it_stands(
    before: str, removed: str, after: str
) -> None:
    found = redact(f"{before} {removed} {after}")

    assert removed not in found.kept
    assert found.removed


@settings(deadline=None, max_examples=40)
@given(sentences)
def test_what_was_put_together_from_everyday_words_is_kept(sentence: str) -> None:
    assert redact(sentence).kept == sentence


@settings(deadline=None, max_examples=100)
@given(st.text() | sentences | st.text("@.:/-+ 0123456789abxok<>[]…NL", max_size=200))
def test_to_redact_again_changes_nothing(text: str) -> None:
    once = redact(text)

    assert redact(once.kept) == Redacted(once.kept)
    assert once.removed or once.kept == text


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece", ["1 ", "a", "@", "a.", "4111 ", "<at>", "://", "https://a?", "+1"]
)
def test_the_longest_text_made_to_be_slow_is_not(piece: str) -> None:
    assert redact(piece * (2000 // len(piece)))
