"""Reports of what jobs cost against their budgets, and of what they earn."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from timesheet.actions.report_source import Parameters, Source
from timesheet.core.budgets import Basis, InForce, Place, Terms, in_force, terms_on
from timesheet.core.reports.job_cost_summary import (
    Cost,
    Job,
    by_place,
    estimate,
    job_cost_summary,
)
from timesheet.core.reports.labor_distribution import UNALLOCATED
from timesheet.core.reports.table import Table
from timesheet.core.reports.wip import Contract, Work, wip
from timesheet.store import budgets, burdens, costs, queries
from timesheet.store.costs import CostSum
from timesheet.store.db import Tx
from timesheet.store.names import Names, ProjectName
from timesheet.store.selection import Selection

Code = tuple[int | None, int | None]
NO_PROJECT = ProjectName(UNALLOCATED, "", "")


def against_budget(source: Source, parameters: Parameters) -> Table:
    """Make the job cost summary; costs are summed up by the database."""
    tx, chosen = source.tx, source.chosen
    held = in_force(budgets.all_budgets(tx), chosen.last)
    found = list(_costs(source))
    jobs = _jobs(tx, source.names, by_place(found, held))
    return job_cost_summary(found, held, jobs, since=first_day(tx), parameters=parameters)


def spent_of_budgets(source: Source) -> Iterator[tuple[Place, int, int, int, int]]:
    """Yield each budget that holds on the last day: seconds and cents spent of it, and in all."""
    held = in_force(budgets.all_budgets(source.tx), source.chosen.last)
    everybody = replace(source, chosen=Selection(source.chosen.first, source.chosen.last))
    spent = by_place(_costs(everybody), held)
    for place, (_original, whole) in held.items():
        one = spent[place]
        yield place, one.to_date_seconds, one.to_date_cents, whole.seconds, whole.cents


def first_day(tx: Tx) -> date | None:
    """Return the first day that has labor lines; None before there is any."""
    worked = queries.days_with_lines(tx)
    return worked[0] if worked else None


def _costs(source: Source) -> Iterable[Cost]:
    """Return what was spent on each code, its burden by the rates of each day."""
    tx, first = source.tx, source.chosen.first
    burden = burdens.burden(tx)
    cuts = sorted({first, *burden.days})
    found: dict[Code, Cost] = {}
    for one in costs.sums(tx, source.chosen, cuts):
        code = (one.project, one.task)
        rate = burden.rate(cuts[one.since], one.pay_code) if one.since >= 0 else 0
        here = one.since >= 0 and cuts[one.since] >= first
        cost = Cost(
            *code,
            *((one.seconds, one.cents) if here else (0, 0)),
            one.seconds, one.cents, one.open_seconds, one.open_cents,
            one.cents * rate, one.lines if here else 0, one.premium_cents,
            one.approved_seconds, one.approved_cents, one.inferred_seconds, one.inferred_cents,
        )  # fmt: skip
        found[code] = found[code].plus(cost) if code in found else cost
    return found.values()


def _jobs(tx: Tx, names: Names, places: Iterable[Code]) -> dict[Code, Job]:
    codes = budgets.cost_codes_of_tasks(tx)
    found: dict[Code, Job] = {}
    for project, task in places:
        code, name, _customer = names.projects.get(project or 0, NO_PROJECT)
        cost_code = names.cost_codes.get(codes.get(task or 0, 0), "")
        found[project, task] = Job(code, name, names.tasks.get(task or 0, ""), cost_code)
    return found


def unbilled(source: Source, parameters: Parameters) -> Table:
    """Make the report of what is earned and not billed."""
    tx, chosen, names = source.tx, source.chosen, source.names
    all_terms = budgets.all_terms(tx)
    works = list(_works(costs.sums(tx, chosen, _cuts(source, all_terms)), source, all_terms))
    terms = terms_on(all_terms, chosen.last)
    billed = budgets.billed_sums(tx, chosen.first, chosen.last)
    held = in_force(budgets.all_budgets(tx), chosen.last)
    eac = _estimates(works, held)
    projects = {*terms, *billed, *(work.project for work in works)}
    contracts: dict[int | None, Contract] = {}
    for project in sorted(projects, key=lambda p: (p is None, _name(names, p).code)):
        name, sums = _name(names, project), billed.get(project or 0, (0, 0))
        contracts[project] = Contract(*name, terms.get(project or 0), eac.get(project), *sums)
    return wip(works, contracts, since=first_day(tx), parameters=parameters)


def _name(names: Names, project: int | None) -> ProjectName:
    return names.projects.get(project or 0, NO_PROJECT)


def _cuts(source: Source, all_terms: Iterable[Terms]) -> list[date]:
    return sorted({source.chosen.first, *(one.valid_from for one in all_terms)})


def _works(sums: Iterable[CostSum], source: Source, all_terms: list[Terms]) -> Iterable[Work]:
    """Return hours by project and bill rate: before its first day of terms a project has none."""
    cuts, first = _cuts(source, all_terms), source.chosen.first
    rates: list[Mapping[int, Terms]] = [terms_on(all_terms, cut) for cut in cuts]
    found: dict[tuple[int | None, int], list[int]] = defaultdict(lambda: [0] * 5)
    for one in sums:
        terms = rates[one.since].get(one.project or 0) if one.since >= 0 else None
        rate = terms.rate if terms and terms.basis is Basis.HOURLY else 0
        here = one.since >= 0 and cuts[one.since] >= first
        inside = (one.seconds, one.cents) if here else (0, 0)
        added = (*inside, one.seconds, one.cents, one.lines if here else 0)
        held = found[one.project, rate]
        held[:] = [a + b for a, b in zip(held, added, strict=True)]
    return [Work(*key, *held) for key, held in found.items()]


def _estimates(works: Iterable[Work], held: Mapping[Place, InForce]) -> dict[int | None, int]:
    """Return the wages at completion of the projects that have a budget, all tasks together."""
    spent: dict[int | None, Cost] = {}
    for work in works:
        ever = (work.to_date_seconds, work.to_date_cents)
        before = spent.get(work.project, Cost(work.project, None))
        spent[work.project] = before.plus(Cost(work.project, None, 0, 0, *ever))
    planned: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for (project, _task), budget in held.items():
        planned[project][0] += budget.revised.seconds
        planned[project][1] += budget.revised.cents
    return {
        project: estimate(spent.get(project, Cost(project, None)), *amounts).eac
        for project, amounts in planned.items()
    }
