"""The data package: the vocabulary, its shapes and context, competency questions, and the registry of actors and places."""
