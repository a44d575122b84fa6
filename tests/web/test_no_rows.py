"""What reports say that have no rows: why, and what to do next, in each language."""

import html
import re

import pytest

from tests.support import crew
from timesheet.web.report_names import LINES, MORE, VIEWS

PAGE = f"/accounting/{crew.MONDAY}"
EMPTY = re.compile(r'<div class="empty">.*?</div>', re.DOTALL)
# Their text says that there is nothing to do; the others lead on.
DONE = {
    "exceptions", "doubtful-hours", "overtime", "adjustments", "audit-trail", "accrued-wages",
}  # fmt: skip


def said(page):
    (found,) = EMPTY.findall(page)
    (text,) = re.findall(r"<p>(.*?)</p>", found)
    return html.unescape(text), re.findall(r'href="([^"]+)"', found)


@pytest.mark.parametrize(
    "report", [name for name in (*VIEWS, LINES, *MORE) if name != "rate-history"]
)
def test_a_report_without_rows_says_why_and_what_to_do_next(carla, report):
    texts = set()
    for language in ("en", "es", "de"):
        carla.set_cookie("language", language)
        text, links = said(carla.get(f"{PAGE}/{report}").text)
        texts.add(text)
        assert bool(links) is (report not in DONE)
        assert all(carla.get(link).status_code == 200 for link in links)
    assert len(texts) == 3


def test_a_filter_that_finds_nothing_can_be_cleared(carla):
    for language in ("en", "es", "de"):
        carla.set_cookie("language", language)
        _text, (link,) = said(carla.get(f"{PAGE}/rate-history?q=nobody").text)
        assert "Ana Ruiz" in carla.get(link).text
        assert (
            "Ana Ruiz" in carla.get(f"{PAGE}/rate-history?columns=person&by=nonsense&limit=x").text
        )


def test_days_in_the_wrong_order_are_refused_in_the_readers_language(carla):
    address = "/accounting/days/2026-11-20/2026-11-10/payroll-summary"
    assert "The last day lies before the first." in carla.get(address).text
    carla.set_cookie("language", "de")
    refused = carla.get(address)
    assert refused.status_code == 400
    assert "Der letzte Tag liegt vor dem ersten." in refused.text
