"""A machine in a folder, on which the commands of docs/operators.md are run: the real ones where there are such.

Each stand-in does what can be done without a network, root or another machine, and refuses what it does not know.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.fakes import postgres
from tests.faults.nursery_client import Nursery

ROOT = Path(__file__).parents[2]
PLACES = ("/etc", "/opt", "/usr/local", "/var/lib", "/mnt")

ADDRESS = "postgresql://takt@db.example.org/takt"
STARTED = "no platform is configured"
"""What `takt run` says where it has come as far as it can without a token."""


class Unknown(AssertionError):
    """Nobody has said how this command is run."""


class Box:
    """`run` does one line of the page, and raises AssertionError where it does not do what it should."""

    def __init__(self, folder: Path, nursery: Nursery) -> None:
        self.folder, self.nursery = folder, nursery
        self.clone = folder / "clone"
        self.exported: dict[str, str] = {}
        self.real: set[str] = set()
        self.images: set[str] = set()
        self.server = ""
        self.clone.mkdir(parents=True)
        for name in ("deploy", "pyproject.toml", "requirements.lock", "Containerfile", "LICENSE"):
            (self.clone / name).symlink_to(ROOT / name)
        for package in ("bot", "adapters", "content"):
            (self.clone / package).symlink_to(ROOT / package)
        for place in ("etc/systemd/system", "opt", "usr/local/bin", "var/lib/takt", "mnt/nas", "data"):
            (folder / place).mkdir(parents=True)
        self.programs: dict[str, Callable[[list[str], dict[str, str]], None]] = {
            "takt": self.takt,
            "pipx": self.pipx,
            "podman": self.podman,
            "systemctl": self.systemctl,
            "journalctl": self.journalctl,
            "git": self.git,
            "python3": self.make_environment,
            "pip": self.pip,
            "createdb": self.of_postgres,
            "createuser": self.of_postgres,
            "pg_dump": self.of_postgres,
            **dict.fromkeys(("mkdir", "cp", "ln", "install", "chmod"), self.as_it_is),
        }

    def run(self, line: str) -> None:
        """One line of shell, without pipes."""
        words = shlex.split(line, comments=True)
        if words[0] == "export":
            self.exported.update(self._environment(words[1:]))
            return
        given = [word for word in words if re.match(r"[A-Z_]+=", word)]
        argv = [self.here(word) for word in words[len(given) :]]
        program = self.programs.get(Path(argv[0]).name)
        if program is None:
            raise Unknown(f"nobody has said how to run: {line}")
        program(argv, self.exported | self._environment(given))

    def _environment(self, assignments: list[str]) -> dict[str, str]:
        return {name: self.here(value) for name, _, value in (one.partition("=") for one in assignments)}

    def here(self, word: str) -> str:
        """The word with its places in this folder, and the server of the test for the one of the example."""
        word = word.replace(ADDRESS, self.server or ADDRESS)
        return re.sub(rf"(?<![\w.:])(sqlite:///)?({'|'.join(PLACES)})(?=/|$)", rf"\1{self.folder}\2", word)

    # ── the real ones ────────────────────────────────────────────────────────────────────────────────────────────────

    def as_it_is(self, argv: list[str], environment: dict[str, str]) -> None:
        done = subprocess.run(argv, cwd=self.clone, input="token\n", text=True, capture_output=True, check=False)
        assert done.returncode == 0, (argv, done.stderr)

    def takt(self, argv: list[str], environment: dict[str, str], folder: Path | None = None) -> None:
        status, said = self.nursery.said(folder or self.clone, argv[1:], environment)
        if argv[1] == "run":
            assert status == 2 and STARTED in said, (argv, said)
        elif argv[1] == "check":
            ill = [line for line in said.splitlines() if line.startswith("✗")]
            assert status == 1 and len(ill) == 1 and "neither Discord nor Slack is connected" in ill[0], (argv, said)
        else:
            assert status == 0, (argv, said)

    def of_postgres(self, argv: list[str], environment: dict[str, str]) -> None:
        if argv[0] == "createdb":
            assert argv[1:] == ["--owner=takt", "takt"], argv
            self.server = postgres.empty().replace("+asyncpg", "")
            return
        if argv[0] == "createuser":
            assert argv[1:] == ["takt"], argv
            postgres.server().psql("DROP ROLE IF EXISTS takt; CREATE ROLE takt LOGIN;")
            return
        made = subprocess.run([postgres.tools() / argv[0], *argv[1:]], cwd=self.clone, capture_output=True, check=False)
        assert made.returncode == 0, (argv, made.stderr)

    # ── stand-ins ────────────────────────────────────────────────────────────────────────────────────────────────────

    def pipx(self, argv: list[str], environment: dict[str, str]) -> None:
        assert [word for word in argv[1:] if word != "--force"] == ["install", "."], argv
        home = Path(environment.get("PIPX_HOME", self.folder / "home"))
        self.make_environment(["python3", "-m", "venv", str(home / "takt")], {})
        self.pip([str(home / "takt" / "bin" / "pip"), "install", "."], {})
        places = Path(environment.get("PIPX_BIN_DIR", self.folder / "bin"))
        places.mkdir(exist_ok=True)
        (places / "takt").unlink(missing_ok=True)
        (places / "takt").symlink_to(home / "takt" / "bin" / "takt")

    def make_environment(self, argv: list[str], environment: dict[str, str]) -> None:
        assert argv[1:3] == ["-m", "venv"], argv
        bin_ = Path(argv[3]) / "bin"
        bin_.mkdir(parents=True, exist_ok=True)
        (bin_ / "python").unlink(missing_ok=True)
        (bin_ / "python").symlink_to(sys.executable)

    def pip(self, argv: list[str], environment: dict[str, str]) -> None:
        """Lay out what would be installed, and the command that it declares; begin it once."""
        folder = Path(argv[0]).parents[1]
        assert (folder / "bin" / "python").exists() and argv[1] == "install", argv
        if "-r" in argv:
            lock = (self.clone / argv[-1]).read_text(encoding="utf-8")
            assert "--require-hashes" in argv and lock.count("--hash=sha256:") > lock.count("==")
            return
        assert argv[-1] == ".", argv
        project = tomllib.loads((self.clone / "pyproject.toml").read_text(encoding="utf-8"))
        packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
        for package in packages:
            place = folder / "lib" / package
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(self.clone / package, place, ignore=shutil.ignore_patterns("__pycache__"))
        module, _, function = project["project"]["scripts"]["takt"].partition(":")
        path = [str(folder / "lib"), *(one for one in sys.path if "site-packages" in one)]
        script = folder / "bin" / "takt"
        script.write_text(
            f"#!{sys.executable}\nimport sys\nsys.path[:] = {path} + [p for p in sys.path[1:] if p]\n"
            f"from {module} import {function}\nsys.exit({function}())\n"
        )
        script.chmod(0o755)

    def installed(self, *argv: str) -> str:
        """What the installed command says, as a process of its own."""
        script = self.folder / "usr/local/bin/takt"
        environment = {"PATH": os.environ["PATH"], "COLUMNS": "200"}
        done = subprocess.run(
            [script, *argv],
            cwd=self.folder / "var/lib/takt",
            env=environment,
            text=True,
            capture_output=True,
            check=False,
        )
        return done.stdout + done.stderr

    def git(self, argv: list[str], environment: dict[str, str]) -> None:
        assert argv[1:] == ["pull"], argv

    def systemctl(self, argv: list[str], environment: dict[str, str]) -> None:
        if argv[1:] == ["daemon-reload"]:
            return
        what = argv[1:-1]
        assert what in (["enable", "--now"], ["start"], ["stop"], ["status"]), argv
        unit = self._unit(argv[-1])
        if what in (["enable", "--now"], ["start"]):
            lines = self.here(unit.read_text(encoding="utf-8"))
            assert "\nRestartPreventExitStatus=2\n" in lines
            command = re.findall(r"^ExecStart=(.+)$", lines, re.MULTILINE)[0].split()
            assert Path(command[0]).resolve().exists(), "it is not installed"
            given = re.findall(r"^Environment=(.+)$", lines, re.MULTILINE)
            self.takt(["takt", *command[1:]], self._environment(given))

    def journalctl(self, argv: list[str], environment: dict[str, str]) -> None:
        assert argv[1] == "-u", argv
        self._unit(argv[2])

    def _unit(self, name: str) -> Path:
        unit = self.folder / "etc/systemd/system" / f"{name}.service"
        assert unit.exists(), f"there is no unit {name}"
        return unit

    def podman(self, argv: list[str], environment: dict[str, str]) -> None:
        image = (self.clone / "Containerfile").read_text(encoding="utf-8")
        match argv[1:]:
            case ["build", "-t", name, "."]:
                for line in re.findall(r"^COPY (.+)$", image, re.MULTILINE):
                    assert all((self.clone / source).exists() for source in line.split()[:-1]), line
                self.images.add(name)
            case ["run", *rest]:
                self.contained(rest[rest.index("takt", rest.index("-v")) + 1 :] or ["run"], image)
            case ["exec", "takt", "python", "-m", "bot", *rest]:
                self.contained(rest, image)
            case ["logs" | "stop" | "start" | "rm", "takt"]:
                assert "takt" in self.images
            case ["cp", source, "."]:
                name, _, path = source.partition(":")
                assert name == "takt"
                shutil.copy(self.folder / path.lstrip("/"), self.clone)
            case _:
                raise Unknown(shlex.join(argv))

    def contained(self, argv: list[str], image: str) -> None:
        """What the container starts, with its settings, on the volume."""
        assert "takt" in self.images, "it is not built"
        assert 'ENTRYPOINT ["python", "-m", "bot"]\nCMD ["run"]' in image and "VOLUME /data" in image
        url = re.findall(r"TAKT_DATABASE_URL=(\S+)", image)[0]
        inside = [word.replace("/data/", f"{self.folder}/data/") for word in argv]
        place = url.replace("sqlite:////data/", f"sqlite:///{self.folder}/data/")
        self.takt(["takt", *inside], {"TAKT_DATABASE_URL": place}, self.folder / "data")
