"""What measuring attributions on a corpus takes: its annotation, its conventions, and how spans are compared."""
