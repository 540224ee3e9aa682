"""What every error answer has to be."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse


def problem(response: TestResponse, status: int) -> str:
    """Check that an answer is a problem document of this status; return its detail."""
    body: dict[str, Any] = response.get_json(force=True)
    assert response.status_code == status, body
    assert response.content_type == "application/problem+json"
    assert body["status"] == status
    assert body.keys() == {"type", "title", "status", "detail", "instance"}
    assert body["title"]
    assert "#problem-" in body["type"]
    assert len(body["detail"]) > 10
    assert "Traceback" not in body["detail"]
    return str(body["detail"])
