"""OnRecord: news articles as a knowledge graph with a name behind every claim."""

from importlib.metadata import version

__version__ = version("onrecord")
