"""A month of the demo company stays below 2.3 taps a shift, by the product's own count."""

import argparse

import pytest

from benchmarks import taps
from timesheet.actions import demo, demo_books
from timesheet.core.demo import seen

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite"])
def engine_name(request):
    return request.param


@pytest.fixture(autouse=True)
def _left_as_it_was(monkeypatch):
    """Put back afterwards what the simulation sets for itself."""
    for module, names in ((seen, ("OWN_WORD", "LEAD_WORD")), (demo, ("MOST_ASKED",)),
                          (demo_books, ("CLOSED",))):  # fmt: skip
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name))


def test_a_month_of_the_demo_costs_at_most_2_3_taps_a_shift(app, tmp_path):
    wanted = argparse.Namespace(workers=4, weeks=4, questions=1, least=500, seed=1, approve="none")
    with app.app_context():
        plain, with_breaks = taps.month(wanted, tmp_path)
    assert plain.shifts > 60
    assert 2.0 < plain.taps <= taps.GOAL
    assert plain.keystrokes == 0
    # So small a company has nobody in a state whose law wants meals clocked.
    assert with_breaks.taps == plain.taps
