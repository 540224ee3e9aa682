"""Training of what extraction learns; no part of the running program."""
