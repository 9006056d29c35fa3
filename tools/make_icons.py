"""Draws the app's icons from web/icon.svg, by a browser. Needs Chromium and the group `test`.

    python tools/make_icons.py

whole-*     as the drawing is, round corners and all
maskable-*  paper to the edges and the drawing within the inner 80 %, so that any system may cut its own shape
touch-180   the same for phones that take an icon from the page
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

WEB = Path(__file__).resolve().parents[1] / "src/sidebyside/web/static/web"
sys.path.insert(0, str(WEB.parents[3]))
# Of the drawing's 32 units: how large a view on it makes the drawing small enough.
WIDE = 42


def main() -> int:
    from sidebyside.web.commands.test import find_chromium

    drawing = (WEB / "icon.svg").read_text()
    (WEB / "icons").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        for side in (192, 512):
            draw(page, drawing, side, f"whole-{side}")
            draw(page, filled(drawing), side, f"maskable-{side}")
        draw(page, filled(drawing), 180, "touch-180")
        browser.close()
    return 0


def filled(drawing: str) -> str:
    """The same with its paper over the whole square, and room around what is drawn."""
    edge = (WIDE - 32) / 2
    paper = f'<rect x="{-edge}" y="{-edge}" width="{WIDE}" height="{WIDE}" fill="#faf7f2"/>'
    wider = drawing.replace('viewBox="0 0 32 32"', f'viewBox="{-edge} {-edge} {WIDE} {WIDE}"')
    return re.sub(r"<rect [^>]*/>", paper, wider, count=1)


def draw(page: Page, drawing: str, side: int, name: str) -> None:
    page.set_viewport_size({"width": side, "height": side})
    page.set_content(
        f"<style>*{{margin:0}}svg{{display:block;width:{side}px;height:{side}px}}</style>{drawing}"
    )
    page.screenshot(path=WEB / "icons" / f"{name}.png", omit_background=True)


if __name__ == "__main__":
    raise SystemExit(main())
