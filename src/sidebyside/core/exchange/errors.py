"""What can be wrong with a transcript, in words a teacher understands.

A sentence says what happened and what to do next; the place says where. Neither ever holds a word from inside
the file: what was said is content, and these sentences may be shown where content may not be.
"""

from enum import StrEnum

from sidebyside.core.saying import _

from .places import Place


class Code(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    NO_WORDS = "no_words"
    NOT_TEXT = "not_text"
    OTHER_DOCUMENT = "other_document"
    BAD_TIME = "bad_time"
    FAR_TIME = "far_time"
    BROKEN_XML = "broken_xml"
    XML_ENTITIES = "xml_entities"
    XML_DEEP = "xml_deep"
    BROKEN_ARCHIVE = "broken_archive"
    ARCHIVE_PATHS = "archive_paths"
    ARCHIVE_LOCKED = "archive_locked"
    ARCHIVE_BOMB = "archive_bomb"
    NOT_WORD = "not_word"
    EAF_FORMAT = "eaf_format"
    EAF_UNITS = "eaf_units"
    EAF_SLOT = "eaf_slot"
    EAF_REFERENCE = "eaf_reference"
    NO_CUES = "no_cues"
    CSV_BROKEN = "csv_broken"
    CSV_COLUMNS = "csv_columns"
    JSON_BROKEN = "json_broken"
    JSON_SHAPE = "json_shape"
    NEEDS_TIMES = "needs_times"
    READ_ONLY = "read_only"


SENTENCES: dict[Code, str] = {
    Code.EMPTY: _("This file is empty. Save the transcript again, then choose it once more."),
    Code.TOO_LARGE: _("This file is larger than 20 MB, more than any transcript. Choose the transcript itself."),
    Code.TOO_MANY: _(
        "This file has more entries than can be taken here. Cut it to one talk, then choose it again."
    ),
    Code.TOO_LONG: _("This is longer than anybody speaks in one go. Cut it into turns, then choose the file again."),
    Code.NO_WORDS: _("No words were found in this file. Look whether it is the transcript, then choose it again."),
    Code.NOT_TEXT: _(
        "This file is not a transcript that can be read here. "
        "Choose WebVTT, SRT, Word (.docx), ELAN (.eaf), CSV or plain text."
    ),
    Code.OTHER_DOCUMENT: _(
        "This kind of document cannot be read here. Open it, save it as Word (.docx) or as plain text, "
        "then choose that file."
    ),
    Code.BAD_TIME: _("This time cannot be read. Write it as hours:minutes:seconds, like 00:01:05.200."),
    Code.FAR_TIME: _("This time lies more than 500 hours after the beginning. Correct it, then choose the file again."),
    Code.BROKEN_XML: _("The file is damaged from here on and cannot be read. Save it again in the program it is from."),
    Code.XML_ENTITIES: _(
        "The file declares building blocks of its own, which no transcript needs and which can do harm, "
        "so it was not opened. Save it again in the program it is from."
    ),
    Code.XML_DEEP: _(
        "The file is nested more deeply than any transcript, so it was not opened. "
        "Save it again in the program it is from."
    ),
    Code.BROKEN_ARCHIVE: _("This Word document is damaged and cannot be opened. Save it again in Word."),
    Code.ARCHIVE_PATHS: _(
        "This document holds parts that point outside of it, so it was not opened. Save it again in Word."
    ),
    Code.ARCHIVE_LOCKED: _("This document is locked with a password. Save it without one, then choose it again."),
    Code.ARCHIVE_BOMB: _(
        "This document unpacks to far more than a transcript, so it was not opened. "
        "Save only the transcript, without pictures, then choose it again."
    ),
    Code.NOT_WORD: _(
        "This is an archive, but no Word document. Save the transcript as Word (.docx), then choose that file."
    ),
    Code.EAF_FORMAT: _(
        "This ELAN file is of a format that is not known here. Save it in ELAN as format 2.7, 2.8 or 3.0."
    ),
    Code.EAF_UNITS: _(
        "This ELAN file counts its times in frames. Save it in ELAN with times in milliseconds."
    ),
    Code.EAF_SLOT: _(
        "This annotation has no time, and there is none around it to go by. "
        "Give it a beginning and an end in ELAN, then save and choose the file again."
    ),
    Code.EAF_REFERENCE: _(
        "This annotation refers to one that is not there, or to itself. Save the file again in ELAN."
    ),
    Code.NO_CUES: _(
        "No times like 00:01:05.200 --> 00:01:08.000 were found. "
        "Choose the captions as WebVTT or SRT, or say that this is plain text."
    ),
    Code.CSV_BROKEN: _(
        "This row cannot be read: a quotation mark may be open, or a cell is too long. "
        "Correct it, or save the table as CSV once more."
    ),
    Code.CSV_COLUMNS: _(
        "The columns cannot be told apart. Give the table a first row with the headings "
        "speaker, text and, if there are times, start and end."
    ),
    Code.JSON_BROKEN: _("The file is damaged from here on and cannot be read. Write it once more."),
    Code.JSON_SHAPE: _(
        "This is not as expected: a turn has a text, a speaker or null, and start_ms and end_ms as whole "
        "milliseconds or null. Correct it, then choose the file again."
    ),
    Code.NEEDS_TIMES: _(
        "This turn has no time, and this kind of file needs one. Choose CSV, Word or JSON instead."
    ),
    Code.READ_ONLY: _("This kind of file can be read, but not written. Choose WebVTT, ELAN, CSV, Word or JSON."),
}  # fmt: skip


class ExchangeError(Exception):
    """One unusable transcript: `code` for the program, `place` and `sentence` for the person."""

    def __init__(self, code: Code, place: Place | None = None) -> None:
        self.code = code
        self.place = place
        self.sentence = f"{place}: {SENTENCES[code]}" if place else SENTENCES[code]
        super().__init__(self.sentence)
