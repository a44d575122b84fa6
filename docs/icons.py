"""Draws the icons of the installed page from static/img/icon.svg.

PYTHONPATH=. python docs/icons.py

Needs Chromium and the packages of the tests.
"""

from pathlib import Path

from tests.support.browser import browsing

IMG = Path(__file__).resolve().parent.parent / "static" / "img"
# File, its size in pixels, and whether a phone may cut its corners off in any shape.
ICONS = (
    ("icon-192.png", 192, False),
    ("icon-512.png", 512, False),
    ("icon-maskable.png", 512, True),
)


def main() -> None:
    """Draw them all."""
    drawing = (IMG / "icon.svg").read_text(encoding="utf-8")
    with browsing() as browser:
        for name, size, maskable in ICONS:
            svg = drawing.replace('rx="16"', 'rx="0"') if maskable else drawing
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(
                f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{svg}"
            )
            page.screenshot(path=IMG / name, omit_background=True)
            page.close()


if __name__ == "__main__":
    main()
