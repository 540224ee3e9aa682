"""The processes of a running service: the supervisor, the writer, the query server, the web server."""
