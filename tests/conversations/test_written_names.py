"""Names shown as others."""

import pytest

from sidebyside.conversations.written.names import replaced

NAMES = {"Kofi": "Adam", "Mrs Okoro": "Mrs Field", "Okoro": "Reed", "James": "Tom", "Tom": "Leo"}


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Kofi waited.", "Adam waited."),
        ("Kofi's hand, Kofi’s book", "Adam's hand, Adam’s book"),
        ("KOFI! kofiya Kofian", "Adam! kofiya Kofian"),
        ("James' turn and James's", "Tom's turn and Tom's"),
        ("Mrs  Okoro and Okoro", "Mrs Field and Reed"),
        # A pseudonym is never taken for a name itself.
        ("James asked Tom", "Tom asked Leo"),
        ("“Kofi”, she said", "“Adam”, she said"),
        ("", ""),
    ],
)
def test_whole_words_and_what_hangs_on_them(said: str, shown: str) -> None:
    assert replaced(said, NAMES) == shown


def test_without_names_nothing_changes() -> None:
    assert replaced("Kofi (the first) [x] *", {}) == "Kofi (the first) [x] *"
    assert replaced("a+b", {"a+b": "c"}) == "c"
    assert replaced("x", {"  ": "c"}) == "x"


def test_capitals_that_do_not_fold_back_and_letters_written_in_two_parts() -> None:
    turkish = {"Yıldız": "Adam", "İpek": "Eve"}
    assert replaced("Then YILDIZ sat by Yıldız and İPEK", turkish) == "Then Adam sat by Adam and Eve"
    # Each name keeps its own pseudonym where two share their capitals.
    assert replaced("Yildiz, Yıldız", {"Yıldız": "Adam", "Yildiz": "Tom"}) == "Tom, Adam"
    assert replaced("STRASSE Straße", {"Straße": "Reed"}) == "Reed Reed"
    for said in ("Zoe\u0308 sat", "Zo\u00eb sat", "ZOE\u0308 sat"):
        for name in ("Zoe\u0308", "Zo\u00eb"):
            assert replaced(said, {name: "Eve"}) == "Eve sat"
