"""A ledger's accounts and its profile's hints: said, translated, refused with all that lacks."""

import re

import pytest

from tests.support.crew import post, words
from tests.support.fortnight import ids as ids  # noqa: PLC0414  (a fixture)
from tests.web.test_exports import PAGE, download, lock


def test_the_accounts_of_a_ledger_are_said_on_its_page_and_all_that_lack_a_name_are_listed(
    carla, ids
):
    lock(carla, ids["ana"])
    post(carla, "/accruals/burden", **{"from": "2026-01-01", "rate": "20"})
    shown = carla.get(f"{PAGE}?profile=beancount")
    for account in ("6010", "6020", "2110", "2120"):
        assert f"Account {account} has no name at the provider" in words(shown)
    assert 'href="/exports/names/beancount"' in shown.text
    refused = words(post(carla, f"{PAGE}/make", profile="beancount"))
    assert "4 things are in the way of this file" in refused
    assert refused.count("Account 6010 has no name") == 1
    assert "Batch 1" not in refused
    said = {
        "account:6010": "Expenses:Wages", "account:2110": "Liabilities:Wages",
        "account_of_project:HARBOUR": "Expenses:Harbour",
        "setting:burden": "Expenses:Burden", "setting:taxes_due": "Liabilities:Taxes",
    }  # fmt: skip
    assert "5 names saved" in words(post(carla, "/exports/names/beancount", **said))
    page = carla.get("/exports/names/beancount").text
    assert 'name="account:6010" value="Expenses:Wages"' in page
    assert page.index('id="k-account"') < page.index('id="k-project"')
    opened = re.findall(r'<details class="aside"( open)?><summary><h2 id="k-(\w+)"', page)
    assert opened == [
        ("", "account_of_pay_code"), (" open", "account_of_project"), ("", "account_of_cost_center")
    ]  # fmt: skip
    assert 'name="account_of_project:HARBOUR" value="Expenses:Harbour"' in page
    assert "is made" in words(post(carla, f"{PAGE}/make", profile="beancount"))
    text = download(carla, 1).decode()
    assert "Expenses:Harbour  " in text
    assert "Expenses:Burden  " in text
    assert "6010" not in text
    post(carla, "/exports/names/journal", **{"account_of_pay_code:REG": "7000"})
    post(carla, f"{PAGE}/make", profile="journal")
    assert ",7000," in download(carla, 2).decode()


def test_an_account_that_cannot_be_is_named_with_the_page_where_it_is_said(carla, ids):
    lock(carla, ids["ana"])
    said = {"account:2110": "Liabilities:Wages", "account_of_pay_code:REG": "wages"}
    post(carla, "/exports/names/beancount", **said)
    shown = carla.get(f"{PAGE}?profile=beancount")
    assert "account can’t be “wages”" in words(shown)
    assert 'href="/exports/names/beancount"' in shown.text


@pytest.mark.parametrize(
    ("language", "hint", "title"),
    [
        ("es", "Contabilidad en texto", "Cuenta: mano de obra directa"),
        ("de", "Buchhaltung in Textform", "Konto: direkte Arbeit"),
    ],
)
def test_the_hints_of_profiles_are_in_the_readers_language(carla, ids, language, hint, title):
    asked = {"Accept-Language": language}
    page = carla.get(f"{PAGE}?profile=beancount", headers=asked)
    assert hint in words(page)
    page = carla.get("/exports/names/beancount", headers=asked)
    assert hint in words(page)
    assert title in words(page)


def test_a_single_thing_in_the_way_is_said_in_the_language_of_the_page(carla, ids):
    lock(carla, ids["ana"])
    post(carla, "/exports/names/beancount", **{"account:2110": "Liabilities:Wages"})
    carla.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de"
    refused = words(post(carla, f"{PAGE}/make", profile="beancount"))
    assert "has no name" not in refused
    assert refused.count("6010") == 2  # said once, and listed below
