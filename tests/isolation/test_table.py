"""The table itself: whole, and nothing open without a reason."""

from __future__ import annotations

import ast
import inspect
import sys

import pytest

from tests.isolation.routes import Route, routes
from tests.isolation.rows import Door
from tests.isolation.table import TABLE

ROUTES = routes()
OF_PROJECTS = sorted(key for key, row in TABLE.items() if row.door is Door.PROJECT and key in ROUTES)


def test_it_has_a_line_for_each_url_and_no_other():
    assert sorted(ROUTES.keys() - TABLE.keys()) == [], "add them to tests/isolation/table.py"
    assert sorted(TABLE.keys() - ROUTES.keys()) == [], "take them out of tests/isolation/table.py"


def test_it_takes_every_url_of_a_project_for_one():
    """Whatever stands below `/p/<slug>/` is for that project's people alone."""
    below = {key for key, route in ROUTES.items() if route.route.startswith("p/<slug:slug>/")}
    assert {key for key, row in TABLE.items() if row.door is Door.PROJECT} == below


def test_it_lets_nobody_in_without_sign_in_but_where_it_says_why():
    """Deny by default: the middleware asks everybody to sign in, but at these views."""
    without = {key for key, route in ROUTES.items() if not getattr(route.view, "login_required", True)}
    assert without == {key for key, row in TABLE.items() if row.door in (Door.OPEN, Door.KEY)}


def test_it_gives_a_reason_for_what_is_of_no_project():
    assert [key for key, row in TABLE.items() if row.door in (Door.OPEN, Door.PERSON) and not row.reason] == []


@pytest.mark.parametrize("key", OF_PROJECTS)
def test_it_finds_the_door_in_the_code_of_each_view(key):
    assert "open_project" in called_from(ROUTES[key])


def called_from(route: Route) -> set[str]:
    """The names that a view calls, and that the functions of its module call which it calls."""
    view = inspect.unwrap(route.view)
    tree = ast.parse(inspect.getsource(sys.modules[view.__module__]))
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    names, found = [view.__name__], set()
    while names:
        name = names.pop()
        called = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)} - found
        found |= called
        names += called & functions.keys()
    return found
