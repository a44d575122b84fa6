"""Views for the tests, with the fields that matter spelled out and the rest as it usually is."""

from datetime import date
from typing import Any

from timesheet.core.reports.views import IssueView, LineView, SegmentView, ShiftView

MONDAY = date(2026, 11, 16)
SEVEN = 1_795_111_200  # 2026-11-19 18:00 UTC: 19:00 in Berlin


def line(**changes: Any) -> LineView:
    usual = LineView(
        line="1-2-REG-straight-0-0-0-0",
        person_id=1,
        person_number="00042",
        person="Ana Reyes",
        team="Field",
        day=MONDAY,
        week=MONDAY,
        period=MONDAY,
        customer="Port",
        project="P-100",
        project_name="Harbour",
        task="T20",
        cost_code="03-01",
        cost_center="CC10",
        pay_code="REG",
        part="straight",
        seconds=3600,
        cents=2000,
        confidence=0.9,
        attested=False,
        source="rule",
        reason="rule 12 v3",
        likely="",
        shift_start=SEVEN,
        start=SEVEN,
        end=SEVEN + 3600,
        zone="Europe/Berlin",
        site="Site A",
    )
    return usual._replace(**changes)


def shift(**changes: Any) -> ShiftView:
    usual = ShiftView(
        person_id=1,
        person_number="00042",
        person="Ana Reyes",
        team="Field",
        day=MONDAY,
        site="Site A",
        zone="Europe/Berlin",
        raw_start=SEVEN + 120,
        raw_end=SEVEN + 8 * 3600,
        start=SEVEN,
        end=SEVEN + 8 * 3600,
        seconds=7 * 3600,
        open=False,
        segments=(
            SegmentView(SEVEN, SEVEN + 4 * 3600, "P-100/T20"),
            SegmentView(SEVEN + 5 * 3600, SEVEN + 8 * 3600),
        ),
    )
    return usual._replace(**changes)


def issue(**changes: Any) -> IssueView:
    usual = IssueView(
        person_id=1,
        person_number="00042",
        person="Ana Reyes",
        team="Field",
        day=MONDAY,
        at=SEVEN,
        zone="Europe/Berlin",
        code="missing_out",
        severity="block",
        details=(("in", "07:02"),),
        seconds=3600,
        cents=2000,
    )
    return usual._replace(**changes)
