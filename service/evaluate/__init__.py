"""Measures the quality of extraction against gold annotations: which claims are found, and which are made up."""

from service.evaluate.evaluation import Extract, evaluate, own_gold
from service.evaluate.measures import compare
from service.evaluate.report import MEASURES, Miss, Report, Tally

__all__ = ["MEASURES", "Extract", "Miss", "Report", "Tally", "compare", "evaluate", "own_gold"]
