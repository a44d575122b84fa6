"""Who isn't in the payroll file is named, with what is in the way and the next step."""

import re

from tests.support import crew
from tests.support.crew import words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from tests.web.test_closing import FIRST, PAGE, settle, step, through
from timesheet.actions import deriving, left_out

FILES = f"/exports/{FIRST}"
PERIOD = f"/accounting/{FIRST}"
ROW = re.compile(r"<li>(?=<span><a).*?</li>", re.DOTALL)


def named(client, page=FILES):
    """Return those who are named: their name, the words, and where the next step leads."""
    text = client.get(page).text
    start = text.find('id="left"')
    rows = ROW.findall(text[start : text.find("</section>", start)]) if start >= 0 else []
    return [
        (
            re.search("<strong>(.*?)</strong>", row)[1],
            " ".join(re.sub("<[^>]+>", " ", row).split()),
            re.search(r'class="button" href="([^"]+)"', row)[1].replace("&amp;", "&"),
        )
        for row in rows
    ]


def test_nobody_is_named_before_anybody_is_locked_or_when_all_are(app, carla, dora, ids):
    assert named(carla) == named(carla, PERIOD) == []
    settle(app, ids, carla)
    with app.app_context():
        deriving.rebuild()
    through(dora, "submit", "approve", "lock")
    assert named(carla) == named(carla, PERIOD) == []


def test_who_is_not_in_the_file_is_named_with_the_reason_and_the_next_step(carla, ids):
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    for page in (FILES, PERIOD):
        [(name, said, href)] = named(carla, page)
        assert name == "Ben O’Dea"
        assert "1 exception must be settled first" in said
        assert "open" in said
        assert href == f"/exceptions/{FIRST}?q=P-002&severity=block"
    assert "1 person isn’t in the payroll file yet" in words(carla.get(FILES))
    assert carla.get(href).status_code == 200
    assert "Ben" in words(carla.get(href))


def test_the_next_step_of_who_may_go_on_is_a_link(app, carla, dora, ids):
    settle(app, ids, dora)
    with app.app_context():
        deriving.rebuild()
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    for name in ("submit", "approve", "lock"):
        [(_who, said, href)] = named(carla)
        assert "nothing is in the way" in said
        assert href == f"{PAGE}/{name}?person={ids['ben']}"
        step(carla, name, ids["ben"])
    assert named(carla) == []


def test_where_four_eyes_are_needed_those_who_may_are_named(app, carla, dora, ids):
    settle(app, ids, carla)
    with app.app_context():
        deriving.rebuild()
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    step(carla, "submit", ids["ben"])
    [(_who, said, _href)] = named(carla)
    assert "you mended these hours; somebody else approves them: Dora" in said
    [(_who, said, href)] = named(dora)
    assert "nothing is in the way" in said
    assert href == f"{PAGE}/approve?person={ids['ben']}"


def test_where_nobody_else_may_that_is_said(app, carla, ids):
    settle(app, ids, carla)
    with app.app_context():
        deriving.rebuild()
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    step(carla, "submit", ids["ben"])
    [(_who, said, _href)] = named(carla)
    assert "you mended these hours; somebody else approves them · nobody else may yet" in said


def test_many_are_turned_over_and_the_periods_page_says_how_many_more(app, carla, ids, monkeypatch):
    crew.press(app, ids["carla"], "in", FIRST, "08:00")
    crew.press(app, ids["carla"], "out", FIRST, "09:00")
    with app.app_context():
        deriving.rebuild()
    through(carla, "submit", "approve", "lock", people=[ids["ana"]])
    monkeypatch.setattr(left_out, "MOST", 1)
    monkeypatch.setattr("timesheet.web.accounting.NAMED", 1)
    # Carla stands as far as Ben: by name.
    whole = carla.get(PERIOD)
    assert len(named(carla, PERIOD)) == 1
    assert "2 people aren’t in the payroll file yet" in words(whole)
    assert "and 1 more" in words(whole)
    seen = [named(carla, f"{FILES}?after={n}")[0][0] for n in (0, 1)]
    assert seen == ["Ben O’Dea", "Carla Weiss"]
    assert "2 to 2 of 2" in words(carla.get(f"{FILES}?after=1"))
    # What is no place in the list begins it anew.
    assert named(carla, f"{FILES}?after=77")[0][0] == seen[0]
    assert named(carla, f"{FILES}?after=x")[0][0] == seen[0]
