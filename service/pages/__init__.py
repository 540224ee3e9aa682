"""The graph for people: plain web pages that work without JavaScript."""

from service.pages.blueprint import blueprint
from service.pages.things import thing

__all__ = ["blueprint", "thing"]
