from tests.core.reports.report_views import MONDAY
from timesheet.core.reports.effort_detail import DetailView, Spent, effort_detail


def test_what_a_week_of_taps_brought():
    week = DetailView(MONDAY, "", "", 20, 19, 36000, 18000, 34200, 20000, 19000, 10)
    spent = {MONDAY: Spent(shifts=4, taps=9, keystrokes=0, milliseconds=10_400)}
    (row,) = effort_detail([week], spent, {(MONDAY, "", ""): 3}).records()
    assert (row["taps"], row["page_seconds"], row["shift_seconds"]) == (9, 10, 3)
    assert (row["fields"], row["right_fields"], row["office_words"]) == (20, 19, 3)
    assert (row["cents"], row["right_cents"], row["right_share"]) == (20000, 19000, 0.95)


def test_a_week_that_nobody_counted_says_so():
    week = DetailView(MONDAY, "", "", 2, 2, 3600, 0, 3600, 0, 0, 1)
    (row,) = effort_detail([week], {}, {}).records()
    assert (row["shifts"], row["shift_seconds"], row["right_share"]) == (0, None, None)


def test_by_team_and_project_the_taps_of_a_week_stand_apart():
    weeks = [
        DetailView(MONDAY, "Crew 1", "P-1", 20, 19, 36000, 18000, 34200, 20000, 19000, 10),
        DetailView(MONDAY, "Crew 2", "P-1", 2, 2, 3600, 0, 3600, 1000, 1000, 1),
    ]
    spent = {MONDAY: Spent(shifts=4, taps=9, keystrokes=0, milliseconds=10_400)}
    words = {(MONDAY, "Crew 2", "P-1"): 1, (MONDAY, "Crew 2", "P-9"): 2}
    table = effort_detail(weeks, spent, words, of_codes=True)
    told = [(r["team"], r["project"], r["taps"], r["cents"], r["office_words"])
            for r in table.records()]  # fmt: skip
    assert told == [
        ("", "", 9, 0, 0), ("Crew 1", "P-1", 0, 20000, 0), ("Crew 2", "P-1", 0, 1000, 1),
        ("Crew 2", "P-9", 0, 0, 2),
    ]  # fmt: skip
    assert (table.totals["taps"], table.totals["office_words"]) == (9, 3)
