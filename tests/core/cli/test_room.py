"""`takt try`."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.core.cli.terminal import ROOT, takt


def test_the_room_refuses_a_port_that_is_taken_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = takt(f"try --port {port}")
    assert result.exit_code == 2
    assert f"port {port} of this machine is taken" in result.stderr and "--port" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_room_opens_says_where_and_leaves_on_sigterm(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "COLUMNS": "200"}
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "try", "--port", str(port), "--data", str(tmp_path / "room")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert running.stdout
    shown = ""
    ends = time.monotonic() + 30
    while "http://" not in shown and time.monotonic() < ends and running.poll() is None:
        shown += running.stdout.readline()
    running.send_signal(signal.SIGTERM)
    rest, _ = running.communicate(timeout=20)
    assert re.search(rf"http://127\.0\.0\.1:{port}/\?key=\S{{20,}}", shown), shown
    assert "Traceback" not in rest and "everything is kept" in " ".join(rest.lower().split())
    assert running.returncode == 0
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "room").iterdir()} == {0}
