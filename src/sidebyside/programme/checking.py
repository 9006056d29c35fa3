"""Is this account really my partner's? Two words that stand on both screens while the two sit side by side."""

import uuid

from django.utils.crypto import salted_hmac

from sidebyside.people.models import Person
from sidebyside.programme.models import PartnerCheck, Partnership

# 128 plain words, told apart by ear; two of them are 14 bits: enough for people who look at each other.
WORDS = """
acorn anchor apple arrow autumn badger bakery balcony barley basket beacon beech bicycle biscuit blanket
blossom bonfire bottle bracken bramble bridge bucket butter button candle canvas carpet castle cedar chapel
cherry chimney circle clover cobble compass copper cotton cradle cricket crystal curtain daisy dolphin dragon
drizzle eagle ember engine falcon feather fiddle fossil fountain garden garlic ginger glacier goose granite
guitar hammer harbour harvest hazel heather hedge heron honey island ivory jacket jigsaw juniper kettle kitten
ladder lantern lavender lemon linen lobster magnet maple marble meadow mirror mitten mustard nettle oatmeal
ocean olive orchard otter owl paddle pebble pencil pepper piano pigeon pillow planet pocket pollen pumpkin
puzzle rabbit raven ribbon river robin saddle saffron sailor saucer shadow silver sparrow spoon squirrel
thimble thunder tulip tunnel umbrella velvet
""".split()  # noqa: SIM905


def two_words(partnership: Partnership, one: Person, other: Person) -> tuple[str, str]:
    """The same for both, whoever asks; nobody without this server's secret can work them out."""
    codes = ":".join(sorted((str(one.code), str(other.code))))
    digest = salted_hmac(
        "sidebyside.partner-check", f"{partnership.code}:{codes}", algorithm="sha256"
    ).digest()
    first = digest[0] % len(WORDS)
    second = (first + 1 + digest[1] % (len(WORDS) - 1)) % len(WORDS)
    return WORDS[first], WORDS[second]


def has_confirmed(partnership: Partnership, by: uuid.UUID, about: uuid.UUID) -> bool:
    """``by`` has said that the account ``about`` is their partner's; asked for before a first share."""
    return PartnerCheck.objects.filter(partnership=partnership, by__code=by, about__code=about).exists()
