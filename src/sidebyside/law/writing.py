"""A paper as a Word document and as a PDF. Words are data in both: nothing in them can be a command."""

import html
import io
import json
import zipfile
from pathlib import Path

import typst

from sidebyside.law.papers import Paper, Part

SHEET = Path(__file__).parent / "paper.typ"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = {"docx": f"{_OFFICE}.document", "pdf": "application/pdf"}
_WIDTH = 9600  # twentieths of a point: A4 less its margins

_CONTENT_TYPES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/></Types>'
)
_RELATIONS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATED}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_OF_DOCUMENT = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATED}/styles" Target="styles.xml"/></Relationships>'
)


def _style(name: str, label: str, size: int, level: int | None) -> str:
    outline = "" if level is None else f'<w:pPr><w:keepNext/><w:outlineLvl w:val="{level}"/></w:pPr>'
    bold = "" if level is None else "<w:b/>"
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/>{outline}'
        f'<w:rPr>{bold}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )


# Real headings, so that a screen reader can walk them.
_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles xmlns:w="{_WORD}">'
    '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/><w:sz w:val="22"/></w:rPr>'
    "</w:rPrDefault></w:docDefaults>"
    f"{_style('Normal', 'Normal', 22, None)}{_style('Heading1', 'heading 1', 36, 0)}"
    f"{_style('Heading2', 'heading 2', 26, 1)}</w:styles>"
)


def as_docx(paper: Paper) -> bytes:
    made = io.BytesIO()
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _document(paper),
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _OF_DOCUMENT,
    }
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            part = zipfile.ZipInfo(name)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, text.encode())
    return made.getvalue()


def as_pdf(paper: Paper) -> bytes:
    told = {
        "title": paper.title,
        "dated": paper.dated,
        "parts": [{"heading": one.heading, "lines": one.lines, "table": one.table} for one in paper.parts],
    }
    given = json.dumps(told, ensure_ascii=False)
    made = typst.compile(SHEET.read_bytes(), sys_inputs={"told": given}, ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def _document(paper: Paper) -> str:
    body = [_line(paper.title, "Heading1"), _line(paper.dated)]
    for part in paper.parts:
        body += [_line(part.heading, "Heading2"), *(_line(one) for one in part.lines), _table(part)]
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{_WORD}"><w:body>'
        f"{''.join(body)}<w:sectPr/></w:body></w:document>"
    )


def _line(text: str, style: str = "Normal", look: str = "") -> str:
    words = html.escape(text, quote=False)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{look}'
        f'<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
    )


def _table(part: Part) -> str:
    if not part.table:
        return ""
    width = _WIDTH // len(part.table[0])
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="999999"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = [_row(cells, width, is_heading=number == 0) for number, cells in enumerate(part.table)]
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>'
        f"{f'<w:gridCol w:w="{width}"/>' * len(part.table[0])}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"
    )


def _row(cells: tuple[str, ...], width: int, *, is_heading: bool) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if is_heading else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_line(cell, look=look)}</w:tc>'
        for cell in cells
    )
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if is_heading else ''}{made}</w:tr>"
