"""The learner: crew evidence, order, forgetting, honest confidence, reasons in words."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timesheet.core.inference.learner.calibration import Calibration
from timesheet.core.inference.learner.gather import SOURCES
from timesheet.core.inference.learner.memory import Memory, rows
from timesheet.core.inference.learner.model import Learner
from timesheet.core.inference.learner.questions import Budget, best_use
from timesheet.core.inference.learner.sight import DAY, Fact, Sight
from timesheet.core.inference.learner.view import View
from timesheet.core.model import Code, Expectation

MONDAY = 18001 * DAY


def sight(person, day=0, start=420, length=480, team=1, number=None):
    begin = MONDAY + day * DAY + start
    name = number if number is not None else f"{person}/{begin}/{length}"
    return Sight(name, person, begin, begin + length, length * 60, (("team", team),))


def fact(person, code, day=0, **more):
    return Fact(sight(person, day, **more), {code: 1.0})


def test_weekdays_are_those_of_the_calendar():
    assert Sight(1, 1, 4 * DAY, 4 * DAY + 1, 60).weekday == 0
    assert Sight(1, 1, 0, 1, 60).weekday == 3
    assert sight("ann").weekday == 0


def test_cold_start_says_nothing():
    opinion = Learner().predict(sight("ann"))
    assert opinion.ranked == ()
    assert (opinion.confidence, opinion.reasons) == (0.0, ())


def test_colleagues_with_the_same_hours_outweigh_the_own_last_code():
    learner = Learner()
    for day in range(-5, 0):
        learner.learn(fact("ann", "depot", day))
        learner.learn(fact("bob", "depot", day, start=400))
    before = learner.predict(sight("ann"))
    for mate in ("cid", "dan", "eve"):
        learner.learn(fact(mate, "parade"))
    after = learner.predict(sight("ann"))
    assert before.ranked[0][0] == "depot"
    assert after.ranked[0][0] == "parade"
    assert any("3 of 3" in reason for reason in after.reasons)
    assert len(after.reasons) <= 3
    assert not any(name in " ".join(after.reasons) for name in ("bob", "cid", "dan", "eve"))


def test_a_shift_is_judged_without_its_own_answer():
    learner = Learner()
    learner.learn(fact("ann", "depot"))
    assert learner.predict(sight("ann"), closing=True).ranked == ()
    assert sight("ann") in learner.memory


def test_an_answer_taken_back_is_unlearned():
    learner, other = Learner(), Learner()
    for each in (learner, other):
        each.confirm(fact("ann", "depot", -1))
    learner.confirm(fact("bob", "tower"))
    learner.unlearn(sight("bob"))
    assert learner.predict(sight("ann")) == other.predict(sight("ann"))
    assert set(learner.memory.rows()) == set(other.memory.rows())


def test_a_second_word_on_a_shift_replaces_the_first():
    memory = Memory()
    memory.add(fact("ann", "depot"))
    memory.add(fact("ann", "tower"))
    assert memory.of(("day", sight("ann").day)) == {"tower": 1.0}
    assert len(memory) == 1


FACTS = st.lists(
    st.builds(
        fact,
        st.sampled_from(["ann", "bob", "cid"]),
        st.sampled_from(["depot", "tower", "parade"]),
        st.integers(-20, 5),
        start=st.sampled_from([0, 400, 420, 1200]),
        length=st.sampled_from([60, 480]),
    ),
    max_size=25,
    unique_by=lambda f: f.sight.id,
)


@settings(max_examples=40)
@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(facts, chance):
    one, two = Learner(), Learner()
    for each in facts:
        one.confirm(each)
    shuffled = facts[:]
    chance.shuffle(shuffled)
    extra = fact("ann", "gone", 1, start=700)
    two.confirm(extra)
    for each in shuffled:
        two.confirm(each)
    two.unlearn(extra.sight)
    for person in ("ann", "new"):
        first, second = one.predict(sight(person)), two.predict(sight(person))
        assert dict(first.ranked) == pytest.approx(dict(second.ranked))
    assert sorted(map(repr, one.memory.rows())) == sorted(map(repr, two.memory.rows()))


@settings(max_examples=40)
@given(FACTS)
def test_probabilities_never_exceed_one(facts):
    learner = Learner()
    for each in facts:
        learner.learn(each)
    opinion = learner.predict(sight("ann"))
    assert 0 <= sum(p for _, p in opinion.ranked) <= 1 + 1e-9
    assert all(0 <= p <= 1 for _, p in opinion.ranked)


@settings(max_examples=30)
@given(FACTS)
def test_every_source_proposes_what_was_confirmed(facts):
    memory = Memory()
    for each in facts:
        memory.add(each)
    view = View(memory, sight("ann", number="asked"))
    for source in SOURCES:
        found = source.find(view)
        assert set(found.counts) <= {"depot", "tower", "parade"}, source.name
        assert all(mass > 0 for mass in found.counts.values()), source.name
        assert 0 <= found.strength <= 5


def test_rows_are_plain_and_rebuild_the_counts():
    memory = Memory()
    facts = [fact("ann", "depot"), Fact(sight("bob"), {"depot": 0.75, "tower": 0.25})]
    for each in facts:
        memory.add(each)
    counts = {}
    for row in (row for each in facts for row in rows(each)):
        codes = counts.setdefault(row.key, {})
        codes[row.code] = codes.get(row.code, 0.0) + row.weight
    assert counts == memory.counts
    assert memory.of(("day", sight("ann").day)) == {"depot": 1.75, "tower": 0.25}


def test_it_learns_that_crews_here_mean_nothing_and_habits_do():
    learner = Learner()
    chance = random.Random(7)
    right = []
    homes = {f"w{n}": f"post {n % 5}" for n in range(20)}
    for day in range(40):
        for person, code in homes.items():
            if chance.random() < 0.5:
                learner.learn(fact(person, code, day))
            elif day >= 30:
                right.append(learner.predict(sight(person, day)).ranked[0][0] == code)
    assert len(right) > 50
    assert sum(right) / len(right) > 0.95


def test_confidence_is_scaled_to_what_came_true():
    calibration = Calibration()
    view = View(Memory(), sight("ann"))
    assert calibration.honest(view, 0.9) == pytest.approx(0.9)
    for n in range(400):
        calibration.learn(view, fact("ann", "depot"), 0.9, float(n % 4 != 0))
    assert calibration.honest(view, 0.9) == pytest.approx(0.75, abs=0.02)


def test_what_hours_are_accepted_on_is_earned_by_a_record():
    calibration = Calibration()
    view = View(Memory(), sight("ann"))
    assert calibration.honest(view, 0.99) < 0.95
    assert calibration.honest(view, 0.6) == pytest.approx(0.6)
    for _ in range(300):
        calibration.learn(view, fact("ann", "depot"), 0.99, 1.0)
    assert calibration.honest(view, 0.99) > 0.98


def test_how_sure_it_is_at_the_close_has_a_record_of_its_own():
    learner = Learner()
    for day in range(60):
        learner.learn(fact("ann", "depot", day))
        learner.learn(fact("bob", "depot" if day % 2 else "tower", day, team=2))
    fresh, closing = learner.calibration.table(), learner.closing_calibration.table()
    assert fresh["bins"]
    assert closing["bins"]
    assert fresh["bins"] != closing["bins"]


def test_probabilities_sum_to_one_where_the_best_is_all_but_certain():
    learner = Learner()
    codes = ("depot", "tower", "parade", "bridge")
    for day in range(-8, 0):
        learner.confirm(fact("ann", "depot", day))
    for mate, code in enumerate(codes):
        learner.confirm(fact(f"mate {mate}", code))
    plain = learner.fresh.weights.copy()
    for times in range(100, 2000, 7):
        learner.fresh.weights = plain * times / 100
        learner.fresh.context[:] = 0.0
        learner.fresh.context[0] = -times / 20
        opinion = learner.predict(sight("ann"))
        assert sum(p for _, p in opinion.ranked) <= 1 + 1e-9


def test_a_person_whose_days_are_split_is_never_certain_by_one_tap():
    calibration = Calibration()
    view = View(Memory(), sight("ann"))
    for _ in range(30):
        calibration.learn(view, Fact(sight("ann"), {"depot": 0.6, "tower": 0.4}), 0.5, 0.5)
    assert calibration.purity("ann", 0.5) < 0.8
    assert calibration.purity("bob", 0.5) > calibration.purity("ann", 0.5)


def test_divided_days_take_confidence_from_the_doubtful_and_not_from_the_sure():
    calibration = Calibration()
    view = View(Memory(), sight("ann"))
    for n in range(200):
        calibration.learn(view, fact("ann", "depot"), 0.99, 1.0)
        divided = Fact(sight("bob"), {"depot": 0.6, "tower": 0.4})
        calibration.learn(view, divided, 0.6, 0.6 if n % 2 else 0.0)
    assert calibration.purity("eve", 0.99) > 0.98
    assert calibration.purity("eve", 0.6) == pytest.approx(0.6, abs=0.03)
    # How often the main code is named is not mixed up with how much of the shift it takes.
    assert calibration.honest(view, 0.6) == pytest.approx(0.5, abs=0.03)


def test_a_plan_is_trusted_as_often_as_it_came_true_here_and_in_the_company():
    learner, plan = Learner(), Expectation("roster", "roster", Code(1))
    assert learner.trust(sight("ann"), "roster", "roster", 0.8) == pytest.approx(0.8)
    for day in range(20):
        for team, code in ((1, Code(1)), (2, Code(2))):
            seen = replace(sight(f"{team}", day, team=team), expected=(plan,))
            learner.learn(Fact(seen, {code: 1.0}))
    kept = [learner.trust(sight("ann", team=team), "roster", "roster", 0.8) for team in (1, 2)]
    assert kept[0] > 0.8 > 0.5 > kept[1]
    saved = learner.calibration.table()
    again = Calibration()
    again.load(saved)
    assert again.table() == saved


def test_what_a_switch_says_of_some_hours_does_not_teach_that_the_usual_is_wrong():
    """He is on the depot all day but for an hour that he switches for: only that is ever said."""
    learner = Learner()
    for day in range(12):
        learner.learn(fact("ann", "depot", 2 * day))
        learner.learn(Fact(sight("ann", 2 * day + 1), {"tower": 1.0}, False, 0.15))
    opinion = learner.predict(sight("ann", 25))
    assert opinion.ranked[0][0] == "depot"
    assert opinion.confidence > 0.7
    assert sum(seen for _, _, seen, _ in learner.calibration.table()["bins"]) < 24


def test_the_best_use_of_questions_left():
    assert best_use([1.0, 5.0, 2.0], [0.0, 0.0, 0.0]) == [0.0, 5.0, 7.0]
    assert best_use([1.0], [0.0, 3.0]) == [0.0, 3.0]
    assert best_use([], [0.0, 3.0]) == [0.0, 3.0]


def test_the_budget_holds_and_saves_questions_for_what_matters():
    budget = Budget(per_week=1)
    asked = []
    for day in range(70):
        seen = sight("ann", day)
        value = 5.0 if day % 7 == 3 else 1.0
        if day % 7 < 5 and budget.worth(seen, value) > 0:
            budget.asked(seen)
            asked.append(day)
    assert len({day // 7 for day in asked}) == len(asked)
    assert [day % 7 for day in asked[-5:]] == [3] * 5
