"""Lists, counts, filters and full text: SQLite derived from the graph, never a second truth."""

from service.index.changes import Standing
from service.index.filters import FILTERS, Filter, ListKind, Selection, selection
from service.index.index import Index
from service.index.listing import Page
from service.index.views import Views

__all__ = ["FILTERS", "Filter", "Index", "ListKind", "Page", "Selection", "Standing", "Views", "selection"]
