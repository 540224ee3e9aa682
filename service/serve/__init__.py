"""The processes of a running service: the supervisor, the writer, the web server."""
