"""What asks for a recent sign-in first: sharing, carrying out, deleting, and another way into an account.

Listed by route, in one place, so that a test can hold it against every address there is.
"""

_READS = ("GET", "POST")
_DOES = ("POST",)

ASKS_AGAIN: dict[str, tuple[str, ...]] = {
    "recordings:share": _DOES,
    "recordings:share-angle": _DOES,
    "recordings:ask-second-look": _DOES,
    "recordings:delete": _DOES,
    "recordings:delete-angle": _DOES,
    "recordings:destroy-original": _DOES,
    "conversations:delete": _DOES,
    "conversations:file": _READS,
    "conversations:reading-away": _READS,
    "recordings:covered": _DOES,
    "consent:links": _DOES,
    "consent:take-out": _DOES,
    "consent:delete-class": _DOES,
    "leave-for-good": _DOES,
    "take-away": _READS,
    "mfa_activate_totp": _READS,
    "mfa_deactivate_totp": _READS,
    "mfa_view_recovery_codes": _READS,
    "mfa_generate_recovery_codes": _READS,
    "mfa_add_webauthn": _READS,
    "people:remove-passkey": _DOES,
    "people:link": _DOES,
    "people:unlink": _DOES,
    "people:ask-second-factor": _DOES,
    "programme:ask-role": _DOES,
    "programme:answer-role": _DOES,
    "programme:step-down": _DOES,
    "people:end-session": _DOES,
    "people:end-other-sessions": _DOES,
}

# Named as if they were one of these, and not asked for, each with its reason.
ASKS_NOTHING: dict[str, str] = {
    "recordings:give-up": "what was sent of a film that was never whole; the file lies with its owner still",
    "recordings:delete-rehearsal": "a dummy run is worth nothing and goes by itself after a day",
    "reflection:takeaway": "keeps the coach's own words here and carries nothing out",
    "room:put-moment-away": "puts a card out of sight here, and it can be brought back",
    "room:put-note-away": "puts a card out of sight here, and it can be brought back",
    "conversations:name-away": "shows a name again to whoever reads the talk already; it can be hidden again",
    "conversations:note-away": "takes the own few words off a turn and carries nothing out",
    "shelf:file": "a worksheet of the pair's own, which can be read in no other way: reading it, not carrying out",
    "law:paper-away": "the school's own papers on data protection, with no word of anybody's cycle or class in them",
    "change:away": "a programme's chart as whoever asks reads it there, with no word of anybody's cycle in it",
    "figures:away": "the leaders' page on paper: sums and shares, and no person",
    "conversations:voice-out": "protects whoever does it, at any moment; a page of its own asks first",
}
