import pytest
from flask import Flask

from tests.support.company import World, set_up


@pytest.fixture
def world(app: Flask) -> World:
    return set_up()
