"""The face for language models: a server of the Model Context Protocol, with tools that read and never write."""
