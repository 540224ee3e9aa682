"""How the evidence of disputes is weighed; ``reports.txt`` are short texts of the project's own to learn from."""
