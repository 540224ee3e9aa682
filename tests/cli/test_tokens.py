"""onrecord token, beside a running service."""

import json
from pathlib import Path

import pytest
import urllib3

from service.cli.tokens import expiry
from tests.cli.conftest import Run
from tests.servers import onrecord


def test_a_running_service_takes_a_token_as_soon_as_it_is_made_and_not_when_it_is_revoked(run: Run, data: Path) -> None:
    with onrecord(data, is_ready=False) as url, urllib3.PoolManager() as pool:

        def statuses(token: str) -> set[int]:
            """Ask often, so that each of the web workers answers."""
            headers = {"Authorization": f"Bearer {token}", "Connection": "close"}
            return {pool.request("POST", f"{url}/data?default", headers=headers).status for _ in range(12)}

        assert statuses("onr_0_x") == {401}
        made = run("token", "create", "newsroom", "--scope", "write", "--expires", "1d")
        assert made.returncode == 0
        token = made.stdout.strip()
        assert made.stdout == f"{token}\n"
        assert "newsroom" in made.stderr
        assert statuses(token) == {415}
        listed = run("token", "list", "--json")
        assert token not in listed.stdout
        (entry,) = json.loads(listed.stdout)
        assert (entry["name"], entry["scope"], entry["state"]) == ("newsroom", "write", "active")
        assert run("token", "revoke", "newsroom").returncode == 0
        assert statuses(token) == {401}
        assert "revoked" in run("token", "list").stdout
        claimed = pool.request("GET", f"{url}/docs", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on"})
        assert "Strict-Transport-Security" not in claimed.headers  # not even from loopback, unless it is trusted


def test_what_cannot_be_made_or_revoked_is_said(run: Run) -> None:
    nobody = run("token", "revoke", "nobody")
    assert (nobody.returncode, "nobody" in nobody.stderr) == (1, True)
    assert run("token", "create", "a", "--scope", "read").returncode == 0
    again = run("token", "create", "a", "--scope", "read")
    assert (again.returncode, "already" in again.stderr) == (1, True)


@pytest.mark.parametrize(
    "wrong",
    [("--scope", "owner"), ("--scope", "read", "--expires", "tomorrow"), ("--scope", "read", "--expires", "5x")],
)
def test_wrong_usage(run: Run, wrong: tuple[str, ...]) -> None:
    assert run("token", "create", "a", *wrong).returncode == 2


def test_a_day_as_expiry_is_over_when_it_ends() -> None:
    ends = {"2999-01-31": "2999-02-01T00:00:00+00:00", "2999-01-31t12:00": "2999-01-31T12:00:00+00:00"}
    assert {text: expiry(text).isoformat() for text in ends} == ends
