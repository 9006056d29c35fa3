"""Every address of the product, each with the right that opens it. An address that is missing here fails the suite."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.access import (
    rows_change,
    rows_federation,
    rows_forms,
    rows_groups,
    rows_interviews,
    rows_pairing,
    rows_programme,
    rows_safeguarding,
    rows_shelf,
    rows_voice,
    rows_walks,
)
from tests.access.model import Right as R
from tests.access.scenes import Scene
from tests.cast import PASSWORD as NOW

NEW = "5b5a8f2c-93f4-4a3e-8a2c-5d5f1c2f7d10"
PASSWORD = "quite another long password"

Body = dict[str, Any] | Callable[[Scene], dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """``needs`` are rights that must all hold. ``place`` names what the address leads to (see scenes).

    ``answers`` is what somebody who is let in may be told; anything else is a failure. ``spoils``: what it
    does cannot be rolled back with the database (keys, files), so it is tried in a scene of its own.
    """

    route: str
    method: str
    place: str
    needs: tuple[R, ...]
    body: Body | None = None
    kind: str = "form"  # or "json", "tus"
    answers: tuple[int, ...] = (200, 302, 303)
    spoils: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.route} ({self.place})" if self.place else f"{self.method} {self.route}"


def get(route: str, place: str, *needs: R, answers: tuple[int, ...] = (200,)) -> Row:
    return Row(route, "GET", place, needs, answers=answers)


# 409 and 422 tell somebody who is let in that the cycle rests, that words changed or that the form is not right.
def post(
    route: str,
    place: str,
    *needs: R,
    body: Body | None = None,
    kind: str = "form",
    answers: tuple[int, ...] = (200, 201, 204, 302, 303, 409, 422),
    spoils: bool = False,
) -> Row:
    return Row(route, "POST", place, needs, body or {}, kind, answers, spoils)


def page(route: str, place: str, sees: R, writes: R | None = None, body: Body | None = None) -> list[Row]:
    return [get(route, place, sees), post(route, place, writes or sees, body=body)]


def _new_address(scene: Scene) -> dict[str, str]:
    return {"current": NOW, "email": "another@harbour.test"}


def _new_password(scene: Scene) -> dict[str, str]:
    return {"current": NOW, "password": PASSWORD}


def _pair_of(scene: Scene) -> dict[str, str]:
    return {"first": str(scene.cast.nina.code), "second": str(scene.cast.omar.code)}


def _partner(scene: Scene) -> dict[str, str]:
    """Both codes are offered by the driver's person: the view takes the other's and no stranger's."""
    return {"about": str(scene.cast.ben.code)}


def _beside(scene: Scene) -> dict[str, str]:
    return {"email": scene.cast.ben.email, "password": NOW, "wants": "yes"}


def _charge(scene: Scene) -> dict[str, str]:
    return {"what": "publisher", "person": str(scene.cast.omar.code)}


MOMENT = {"start": 2000, "end": 3000, "sort": "noticed", "seen": "She waits.", "made_of_it": ""}
EXTRACT = {"start": 2000, "end": 3000, "words": "here"}
SEEN = {"v": NEW, "stretches": [[0, 1000]]}

PEOPLE = [
    get("people:sign-in", "", R.ANYBODY, answers=(200, 302)),
    post("people:sign-in", "", R.ANYBODY, body={"email": "x@y.test", "password": "wrong wrong wrong"}),
    post("people:sign-out", "", R.ANYBODY),
    *page("people:join", "join", R.ANYBODY, body={"name": "New", "password": PASSWORD}),
    *page("people:lost", "", R.ANYBODY, body={"email": "nobody@harbour.test"}),
    *page("people:come-back", "way back", R.ANYBODY, body={"password": PASSWORD}),
    *page("people:stop", "stop", R.ANYBODY),
    get("people:account", "", R.SIGNED_IN),
    post("people:change-name", "", R.SIGNED_IN, body={"name": "Another"}),
    post("people:change-password", "", R.SIGNED_IN, body=_new_password),
    post("people:change-email", "", R.SIGNED_IN, body=_new_address),
    # A visit changes nothing and tells nothing; the button works in the person's own session only.
    get("people:confirm-email", "new address", R.SIGNED_IN),
    post("people:confirm-email", "new address", R.SIGNED_IN, R.OWN_LINK),
    get("people:who-could-look", "", R.SIGNED_IN),
    get("people:sessions", "", R.SIGNED_IN),
    post("people:end-other-sessions", "", R.SIGNED_IN),
    post("people:sign-out-everywhere", "", R.SIGNED_IN),
    # A provider that is away: it changes nothing. tests/people/test_elsewhere.py asks a real one.
    post("people:sign-in-with", "elsewhere", R.ANYBODY),
    get("people:from-elsewhere", "elsewhere", R.ANYBODY, answers=(302,)),
    post("people:from-saml", "", R.ANYBODY, body={"SAMLResponse": "x"}),
    get("people:saml-metadata", "", R.ANYBODY),
    post("people:link", "elsewhere", R.SIGNED_IN),
    post("people:unlink", "elsewhere", R.NEVER),
    post("people:end-session", "session of ana", R.END_OWN_SESSION, spoils=True),
    # A key that is no passkey of this person's: everybody's are told apart in tests/people.
    post("people:remove-passkey", "", R.NEVER, body={"key": "1"}),
    post("people:ask-second-factor", "", R.RUN_OWN_SCHOOL, body={"who": ["leader"]}),
    get("people:people", "", R.RUN_OWN_SCHOOL),
    post("people:invite", "", R.RUN_OWN_SCHOOL, body={"name": "Newer", "email": "newer@harbour.test"}),
    post("people:take-back", "invitation", R.RUN_SCHOOL),
    post("people:disable", "colleague", R.RUN_SCHOOL),
    post("people:enable", "colleague", R.RUN_SCHOOL),
]

# The sign-in library's steps. Nobody of the cast has a second factor: what leads to one is not there for them.
FACTORS = [
    get("account_login", "", R.ANYBODY, answers=(200, 302)),
    post("account_login", "", R.ANYBODY, body={"email": "x@y.test", "password": "wrong wrong wrong"}),
    # Half a sign-in opens the second step; without one it leads to the first, or on.
    get("mfa_authenticate", "", R.ANYBODY, answers=(302,)),
    post("mfa_authenticate", "", R.ANYBODY, body={"code": "000000"}, answers=(302,)),
    get("mfa_login_webauthn", "", R.ANYBODY, answers=(302,)),
    post("mfa_login_webauthn", "", R.ANYBODY, body={"credential": "{}"}, answers=(302,)),
    get("mfa_index", "", R.SIGNED_IN),
    *page("mfa_activate_totp", "", R.SIGNED_IN, body={"code": "000000"}),
    *page("mfa_deactivate_totp", "", R.NEVER),
    get("mfa_view_recovery_codes", "", R.NEVER),
    *page("mfa_generate_recovery_codes", "", R.SIGNED_IN),
    *page("mfa_add_webauthn", "", R.SIGNED_IN, body={"name": "x", "credential": "{}"}),
]

LAW = [
    get("law:papers", "", R.SIGNED_IN),
    get("law:paper", "law paper", R.SIGNED_IN),
    get("law:paper-away", "law paper away", R.SIGNED_IN),
    *page("law:breaches", "", R.RUN_OWN_SCHOOL),
    *page("law:breach", "breach", R.RUN_SCHOOL),
    post("law:close-breach", "breach", R.RUN_SCHOOL),
]

# The app on the home screen: the first are the same for everybody, the last is what a phone shares a film to.
APP = [
    get("yours", "", R.SIGNED_IN),
    get("take-away", "", R.SIGNED_IN, answers=(200, 302)),
    post("leave-for-good", "", R.SIGNED_IN, body={"what": "keep"}),
    *page("reminders", "", R.SIGNED_IN, body={"days": ["1"], "hour": "8"}),
    get("manifest", "", R.ANYBODY),
    get("service-worker", "", R.ANYBODY),
    get("offline", "", R.ANYBODY),
    get("security-txt", "", R.ANYBODY),
    get("offline-film", "", R.ANYBODY),
    get("waiting", "", R.SIGNED_IN),
    get("film-now", "", R.SIGNED_IN, answers=(200, 302)),
    get("take-in", "", R.SIGNED_IN),
    post("take-in", "", R.ANYBODY, answers=(200,)),
]

LIMITS = {"month": "7", "day": "31", "shortest_days": "7", "longest_months": "24"}
PROGRAMME = [
    *page("recordings:limits", "", R.RUN_OWN_SCHOOL, body=LIMITS),
    get("home", "", R.SIGNED_IN),
    get("overview:programmes", "", R.RUN_OWN_SCHOOL, answers=(200, 302)),
    get("overview:programme", "programme", R.RUN_PROGRAMME),
    *page(
        "programme:new-programme",
        "",
        R.RUN_OWN_SCHOOL,
        body={
            "name": "Another",
            "template": "video-dyad",
            "starts_on": "2026-09-01",
            "ends_on": "2027-07-20",
        },
    ),
    *page("programme:propose-pair", "programme", R.RUN_PROGRAMME, body=_pair_of),
    post("programme:take-proposal-back", "waiting proposal", R.RUN_PROGRAMME),
    *page("programme:calendar-link", "", R.SIGNED_IN),
    post("programme:calendar-off", "", R.SIGNED_IN),
    get("programme:calendar", "feed", R.HOLD_FEED),
]

POLICY_WORDS = dict.fromkeys(
    ("purpose", "scope", "storage", "who_sees", "retention", "safeguarding"), "As we do it."
)
CONSENT = [
    get("consent:policies", "", R.ANYBODY, answers=(200, 302)),
    get("consent:policy", "school", R.ANYBODY),
    get("consent:pupils-notice", "school", R.ANYBODY),
    *page("consent:write-policy", "", R.WRITE_POLICY, body=POLICY_WORDS),
    *page("consent:charges", "", R.RUN_OWN_SCHOOL, body=_charge),
    post("consent:charge-back", "charge", R.RUN_SCHOOL),
    # Whoever holds a guardian's link has no account. A visit changes nothing; the button does.
    get("consent:agree", "guardian's link", R.ANYBODY),
    post("consent:agree", "guardian's link", R.ANYBODY, body={"answer": "yes"}),
    get("consent:agree-held", "guardian's link", R.ANYBODY),
    get("consent:classes", "", R.READ_REGISTER),
    *page("consent:list", "", R.KEEP_REGISTER),
    get("consent:class", "class", R.READ_REGISTER),
    post("consent:teachers", "class", R.KEEP_REGISTER),
    post("consent:links", "class", R.READ_REGISTER, body={"as": "page"}, answers=(200, 302)),
    post("consent:delete-class", "class", R.KEEP_REGISTER, spoils=True),
    *page("consent:seats", "class", R.READ_REGISTER),
    get("consent:pupil", "pupil", R.READ_REGISTER),
    get("consent:held", "pupil", R.KEEP_REGISTER),
    post("consent:own-no", "pupil", R.READ_REGISTER, body={"out": "no"}),
    post("consent:add-guardian", "pupil", R.READ_REGISTER, body={"name": "Another", "language": "en"}),
    post("consent:take-out", "pupil", R.READ_REGISTER, spoils=True),
    post("consent:paper", "paper", R.READ_REGISTER),
]

PAIR = [
    get("programme:pair", "pair", R.SEE_PAIR),
    post("programme:accept", "pair", R.SEE_PAIR),
    post("programme:decline", "pair", R.ANSWER_PROPOSAL),
    *page("programme:agreement", "pair", R.READ_PAIR_PART, body={"words": "Softly.", "seen": ""}),
    post("programme:sign", "pair", R.READ_PAIR_PART, body={"version": "1", "seen": ""}),
    get("programme:check", "pair", R.BE_PARTNER),
    post("programme:check", "pair", R.CONFIRM_ACCOUNT, body=_partner),
    *page("programme:leave", "pair", R.BE_PARTNER, R.LEAVE),
    *page("programme:confirm-partner", "pair", R.VOUCH),
]

CYCLE = [
    get("room:cycle", "cycle", R.ENTER_CYCLE),
    *page("programme:focus", "cycle", R.ENTER_CYCLE, R.WRITE_FOCUS, {"focus": "Wait time", "seen": ""}),
    post("programme:questions", "cycle", R.ASK_QUESTIONS, body={"coach_question_1": "Why?", "seen": ""}),
    *page("programme:times", "cycle", R.CHANGE_STAGES, body={"lesson_minutes": 50, "meeting_minutes": 40}),
    post("programme:pause", "cycle", R.CHANGE_STAGES),
    post("programme:resume", "cycle", R.CHANGE_STAGES),
    post("programme:close", "cycle", R.CHANGE_STAGES),
    post("programme:reopen", "cycle", R.CHANGE_STAGES),
]

PART = {"film": NEW, "part": "1", "starts_at": "1762160700000", "sort": "lesson", "picture": "1"}
ENDED = {"parts": 1, "pauses": {}}
TUS = (200, 201, 204, 400, 409, 411)
FILM = [
    post("recordings:uploads", "send", R.BRING_FILM, kind="tus", answers=TUS),
    post("recordings:uploads", "send", R.FILM_IT, body=PART, kind="tus", answers=TUS),
    Row("recordings:upload", "HEAD", "upload", (R.OWN_FILM,), kind="tus", answers=TUS),
    Row("recordings:upload", "PATCH", "upload", (R.OWN_FILM,), kind="tus", answers=TUS),
    Row("recordings:upload", "DELETE", "upload", (R.OWN_FILM,), kind="tus", answers=TUS, spoils=True),
    Row("recordings:upload", "HEAD", "part of ben", (R.SEND_BENS_PART,), kind="tus", answers=TUS),
    Row("recordings:upload", "PATCH", "part of ben", (R.SEND_BENS_PART,), kind="tus", answers=TUS),
    # Whoever films for somebody only writes; and an upload is gone on with by whoever began it.
    Row("recordings:upload", "DELETE", "part of ben", (R.NEVER,), kind="tus", answers=TUS),
    get("recordings:part", "tried out", R.TRY_OUT),
    get("recordings:part", "whole angle", R.WATCH_ANGLE),
    get("recordings:part", "poster of the angle", R.WATCH_ANGLE),
    post("recordings:seen", "seen of the angle", R.WATCH_ANGLE, body=SEEN, kind="json"),
    Row("recordings:uploads", "OPTIONS", "send", (R.ANYBODY,), kind="tus", answers=(204,)),
    Row("recordings:upload", "OPTIONS", "upload", (R.ANYBODY,), kind="tus", answers=(204,)),
    get("recordings:part", "whole film", R.WATCH_FILM),
    get("recordings:part", "poster", R.WATCH_FILM),
    get("recordings:part", "strip", R.WATCH_FILM),
    get("recordings:part", "peaks", R.WATCH_FILM),
    get("recordings:part", "track", R.READ_WRITTEN),
    post("recordings:seen", "film", R.WATCH_FILM, body=SEEN, kind="json"),
    post("recordings:seen", "track seen", R.READ_WRITTEN, body=SEEN, kind="json"),
    get("recordings:clip", "clip", R.WATCH_EXTRACT),
    post("recordings:clip-seen", "clip", R.WATCH_EXTRACT, body=SEEN, kind="json"),
]

FILM_PAGE = [
    get("recordings:watched", "", R.SIGNED_IN),
    get("recordings:record", "cycle", R.FILM_IT),
    get("recordings:device", "device", R.FILM_IT),
    post("recordings:device-ended", "device", R.FILM_IT, body=ENDED, kind="json"),
    get("recordings:film", "cycle", R.BRING_FILM),
    post("recordings:keep", "filming", R.OWN_FILM),
    post("recordings:hand-over", "cycle", R.BRING_FILM),
    post("recordings:take-filming-back", "cycle", R.BRING_FILM),
    get("recordings:rehearsals", "cycle", R.BRING_FILM),
    post("recordings:delete-rehearsal", "dummy run", R.TRY_OUT, spoils=True),
    get("recordings:second", "cycle", R.BRING_FILM),
    post("recordings:share-angle", "angle", R.OWN_ANGLE),
    post("recordings:withdraw-angle", "angle", R.OWN_ANGLE),
    post("recordings:call", "filming", R.OWN_FILM, body={"called": "Mine"}),
    post("recordings:call", "angle", R.OWN_ANGLE, body={"called": "Mine"}),
    post("recordings:try-angle-again", "angle", R.OWN_ANGLE),
    get("recordings:delete-angle", "angle", R.OWN_ANGLE),
    post("recordings:delete-angle", "angle", R.OWN_ANGLE, spoils=True),
    get("recordings:progress", "cycle", R.OWN_FILM),
    post("recordings:try-again", "cycle", R.BRING_FILM),
    post("recordings:give-up", "cycle", R.BRING_FILM, spoils=True),
    get("recordings:delete", "cycle", R.BRING_FILM, answers=(200, 302)),
    post("recordings:delete", "cycle", R.BRING_FILM, spoils=True),
    post("recordings:name-class", "cycle", R.BRING_FILM, body={"which": "nobody"}),
    post("recordings:covered", "cycle", R.BRING_FILM, body={"covered": "yes"}),
    get("recordings:seats", "cycle", R.FILM_IT),
    post("recordings:share", "cycle", R.BRING_FILM, body={"what": "whole"}),
    post("recordings:withdraw", "cycle", R.BRING_FILM),
    post("recordings:keep-until", "cycle", R.BRING_FILM, body={"day": "2027-06-30"}),
    post("recordings:cut-again", "cycle", R.BRING_FILM),
]

COVER = {"what": "sound", "start": "0:01", "end": "0:02"}
FACES = [
    get("recordings:faces", "filming", R.OWN_FILM),
    get("recordings:faces", "angle", R.OWN_ANGLE),
    get("recordings:faces-progress", "filming", R.OWN_FILM),
    post("recordings:look-for-faces", "filming", R.OWN_FILM),
    post("recordings:leave-clear", "filming", R.OWN_FILM, body={"shown": "1", "clear": "1"}),
    post("recordings:cover", "filming", R.OWN_FILM, body=COVER),
    post("recordings:uncover", "covered", R.OWN_FILM),
    post("recordings:make-blurred", "filming", R.OWN_FILM),
    post("recordings:make-blurred", "angle", R.OWN_ANGLE),
    post("recordings:looked-through", "filming", R.OWN_FILM, body={"sure": "yes"}),
    post("recordings:unblur", "filming", R.OWN_FILM),
    get("recordings:destroy-original", "filming", R.OWN_FILM),
    post("recordings:destroy-original", "filming", R.OWN_FILM, spoils=True),
    get("recordings:original", "film", R.HIDE_FACES),
    # The films of the scenes are none, so that no picture can be cut out of them.
    get("recordings:glimpse", "face", R.HIDE_FACES, answers=(200, 503)),
]

ENTER = R.ENTER_CYCLE
NOTE = {"words": "Hands go up.", "noted_at": ""}
SIGNAL = {"sounded_at": "2026-11-17T10:05:12Z"}
ROOM = [
    get("room:own", "cycle", R.READ_OWN_WORDS),
    get("room:prepare", "cycle", ENTER),
    get("room:meet", "cycle", ENTER),
    get("room:ready-now", "cycle", ENTER),
    post("room:ready", "cycle", ENTER, R.MARK),
    post("room:not-ready", "cycle", ENTER),
    post("room:moments", "cycle", ENTER, R.MARK, body=MOMENT),
    post("room:moment", "new moment", ENTER, R.MARK, body=MOMENT, kind="json"),
    get("room:moment", "moment of ana", ENTER, R.CHANGE_ANAS_MARKS),
    get("room:moment", "moment of ben", ENTER, R.CHANGE_BENS_MARKS),
    *[
        row
        for name, own, pick in (
            ("ana", R.CHANGE_ANAS_MARKS, R.LET_GO_ANAS_PICK),
            ("ben", R.CHANGE_BENS_MARKS, R.LET_GO_BENS_PICK),
        )
        for row in (
            post("room:moment", f"moment of {name}", ENTER, own, body=MOMENT, kind="json"),
            post("room:moment", f"moment of {name}", ENTER, own, body=MOMENT),
            post("room:put-moment-away", f"moment of {name}", ENTER, own),
            post("room:bring-moment-back", f"moment of {name}", ENTER, own, kind="json"),
            post("room:extract", f"pick of {name}", ENTER, R.MARK, own, body=EXTRACT, kind="json"),
            post("room:let-extract-go", f"pick of {name}", ENTER, pick),
        )
    ],
    post("room:extract", "new extract", ENTER, R.MARK, body=EXTRACT),
    *page("room:notes", "cycle", R.TAKE_NOTES, body=NOTE),
    get("room:now", "cycle", R.TAKE_NOTES),
    post("room:signal", "new signal", R.TAKE_NOTES, body=SIGNAL, kind="json"),
    post("room:note", "new note", R.TAKE_NOTES, body=NOTE, kind="json"),
    post("room:note", "note of ben", R.TAKE_NOTES, R.CHANGE_BENS_MARKS, body=NOTE, kind="json"),
    post("room:put-note-away", "note of ben", R.TAKE_NOTES, R.CHANGE_BENS_MARKS),
    post("room:bring-note-back", "note of ben", R.TAKE_NOTES, R.CHANGE_BENS_MARKS),
    post("room:note", "note of ana", R.TAKE_NOTES, R.CHANGE_ANAS_MARKS, body=NOTE, kind="json"),
    post("room:put-note-away", "note of ana", R.TAKE_NOTES, R.CHANGE_ANAS_MARKS),
    post("room:line-up", "cycle", R.TAKE_NOTES, R.MARK, body={"shift_ms": "500"}),
    post("room:film-begins", "cycle", ENTER, R.OWN_FILM, body={"begins": "10:05"}),
    get("room:angle", "angle", ENTER, R.OWN_ANGLE, answers=(200, 302)),
    post("room:angle", "angle", ENTER, R.OWN_ANGLE, body={"on_film_ms": "-1500"}),
]

WANTS = {"wants": "yes"}
TALK = [
    *page("conversations:join", "", R.SIGNED_IN, body={"digits": "000000", **WANTS}),
    get("conversations:talk", "cycle", R.READ_TALK),
    get("conversations:now", "cycle", R.READ_TALK),
    get("conversations:state", "cycle", R.READ_TALK),
    post("conversations:here", "cycle", R.JOIN_TALK, body=WANTS),
    post("conversations:not-here", "cycle", R.JOIN_TALK),
    post("conversations:code", "cycle", R.JOIN_TALK),
    post("conversations:beside", "cycle", R.JOIN_TALK, body=_beside),
    post("conversations:start", "cycle", R.JOIN_TALK, body={"tracks": [NEW]}, kind="json"),
    post("conversations:go-on", "cycle", R.JOIN_TALK),
    post("conversations:yes-or-no", "cycle", R.RECORD_TALK, body=WANTS),
    post("conversations:stop", "cycle", R.RECORD_TALK),
    post("conversations:ended", "cycle", R.RECORD_TALK, body={"tracks": [NEW]}, kind="json"),
    get("conversations:track", "track of ana", R.SEND_ANAS_TRACK),
    post("conversations:track-again", "track of ana", R.RECORD_TALK),
    post("conversations:screen", "cycle", R.RECORD_TALK, body={"events": []}, kind="json"),
    post("conversations:notes", "cycle", R.RECORD_TALK, body={"words": "So you wait."}),
    post("conversations:note-away", "note of a talk", R.RECORD_TALK, R.CHANGE_BENS_MARKS),
    post("conversations:end", "cycle", R.RECORD_TALK),
    post("conversations:delete", "cycle", R.RECORD_TALK),
    post("conversations:keep", "cycle", R.RECORD_TALK),
]

LINE = {"text": "So you wait.", "revision": "1", "do": "text"}
WRITTEN = [
    get("conversations:written", "cycle", R.READ_WRITTEN),
    get("conversations:written-now", "cycle", R.READ_WRITTEN),
    get("conversations:written-state", "cycle", R.READ_WRITTEN),
    post("conversations:write-down", "cycle", R.RECORD_TALK, body={"language": "en"}),
    post("conversations:write-again", "cycle", R.RECORD_TALK),
    post("conversations:stop-writing", "cycle", R.RECORD_TALK),
    post("conversations:answer-writing", "cycle", R.RECORD_TALK, body={"wants": "no"}),
    post("conversations:bring", "cycle", R.RECORD_TALK),
    post("conversations:type-it", "cycle", R.RECORD_TALK),
    get("conversations:file", "written file", R.READ_TALK),
    get("conversations:changes", "cycle", R.READ_TALK),
    post("conversations:add-turn", "cycle", R.RECORD_TALK, body={"text": "And then?"}),
    get("conversations:turn", "written turn", R.RECORD_TALK),
    post("conversations:turn", "written turn", R.RECORD_TALK, body=LINE),
    post("conversations:bring-back", "withheld turn", R.RECORD_TALK),
    post("conversations:undo", "cycle", R.RECORD_TALK),
    post("conversations:swap", "cycle", R.RECORD_TALK),
    post("conversations:whose", "cycle", R.RECORD_TALK),
    post("conversations:sign", "cycle", R.RECORD_TALK, body={"revision": "1"}),
    post("conversations:unsign", "cycle", R.RECORD_TALK),
    post("conversations:name", "cycle", R.RECORD_TALK, body={"name": "Kofi", "pseudonym": "Adam"}),
    post("conversations:name-away", "written name", R.RECORD_TALK),
    post("conversations:voice-out", "cycle", R.RECORD_TALK, body={"sure": "yes"}),
    post("conversations:voice-back", "cycle", R.RECORD_TALK),
    post("conversations:silence-again", "cycle", R.RECORD_TALK),
    post("conversations:ask-in", "cycle", R.RECORD_TALK, body={"email": "nina@harbour.test"}),
    post("conversations:let-in", "listener", R.RECORD_TALK),
    post("conversations:shut-out", "listener", R.RECORD_TALK),
]

CODE = {"value": "question", "seen": "0"}
CODES = [
    get("conversations:reading", "cycle", R.READ_WRITTEN),
    get("conversations:in-time", "cycle", R.READ_WRITTEN),
    get("conversations:further", "cycle", R.READ_FOR_ANA),
    get("conversations:reading-away", "codes file", R.READ_TALK, answers=(200, 302)),
    get("conversations:codes", "cycle", R.READ_WRITTEN),
    get("conversations:codes-state", "cycle", R.READ_WRITTEN),
    # Nothing to compare before both are ready: it leads back to one's own codes.
    get("conversations:compare", "cycle", R.READ_WRITTEN, answers=(200, 302)),
    post("conversations:code-turn", "coded turn", R.RECORD_TALK, body=CODE),
    post("conversations:suggest-again", "cycle", R.RECORD_TALK),
    post("conversations:code-blind", "cycle", R.RECORD_TALK),
    post("conversations:coder-ready", "cycle", R.RECORD_TALK),
]

REFLECTION = [
    *page("reflection:steps", "cycle", ENTER, R.WRITE_STEPS, {"what_1": "Wait", "seen": ""}),
    post("reflection:look-back", "cycle", ENTER, R.LOOK_BACK, body={"seen": ""}),
    post("reflection:takeaway", "cycle", ENTER, R.TAKE_AWAY, body={"takeaway": "Wait too", "seen": ""}),
    *page("reflection:came-of-it", "step", R.WRITE_STEPS, body={"came_of_it": "Much", "seen": ""}),
]

from tests.access.rows_cover import COVER  # noqa: E402
from tests.access.rows_events import EVENTS  # noqa: E402
from tests.access.rows_figures import FIGURES  # noqa: E402
from tests.access.rows_second_look import SECOND_LOOK  # noqa: E402
from tests.access.rows_timetable import TIMETABLE  # noqa: E402

TABLE: tuple[Row, ...] = (
    *TIMETABLE,
    *COVER,
    *EVENTS,
    *FIGURES,
    *PEOPLE,
    *FACTORS,
    *APP,
    *PROGRAMME,
    *CONSENT,
    *PAIR,
    *CYCLE,
    *FILM,
    *FILM_PAGE,
    *FACES,
    *ROOM,
    *TALK,
    *WRITTEN,
    *CODES,
    *REFLECTION,
    *LAW,
    *rows_safeguarding.rows(get, post, page),
    *SECOND_LOOK,
    *rows_pairing.rows(get, post),
    *rows_forms.rows(get, post, page),
    *rows_voice.rows(get, post, page),
    *rows_interviews.rows(get, post, page),
    *rows_change.rows(get, post, page),
    *rows_shelf.rows(get, post, page),
    *rows_groups.rows(get, post, page),
    *rows_programme.rows(get, post, page),
    *rows_walks.rows(get, post, page),
    *rows_federation.rows(get, post),
)
