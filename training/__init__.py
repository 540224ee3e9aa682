"""How what the extraction has learned was learned; every part is a command of its own."""
