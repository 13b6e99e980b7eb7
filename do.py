#!/usr/bin/env python3
"""Set the laboratory up in .venv, the first time, and then do what is asked. Needs Python alone.

    python3 do.py demo              the three first scenarios, compared; writes a report
    python3 do.py test [ARGS]       the tests; ARGS go to pytest
    python3 do.py live [NAME]       two worlds side by side in a browser; installs what that needs, the first time
    python3 do.py setup             the set-up alone
    python3 do.py COMMAND [ARGS]    any command of `spheres`: list, compare NAME, new NAME ...

On Windows write `py do.py` for `python3 do.py`.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Old spellings below ("%", quoted annotations) let an old Python get as far as our message.
OLDEST = (3, 11)
NEWEST_TRIED = (3, 14)  # newer ones may lack ready-made wheels of the packages that we use
VERSION = "%d.%d" % sys.version_info[:2]
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "set-up-stands.txt"
MISLEADING = ("PYTHONHOME", "VIRTUAL_ENV")  # would point at another Python
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in MISLEADING}
ENVIRONMENT.update(
    PYTHONUTF8="1", PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1", UV_PYTHON_DOWNLOADS="never"
)


class Failed(Exception):
    """A step of the set-up failed; its text is the end of what it printed."""


def main(arguments: "list[str]") -> int:
    if sys.version_info < OLDEST:
        raise SystemExit(too_old())
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    set_up()
    command, rest = arguments[0], arguments[1:]
    if command == "setup":
        print("The set-up in %s stands." % VENV)
        return 0
    if command == "test":
        return run([PYTHON, "-m", "pytest", "-n", "logical", *rest], cwd=ROOT)  # one worker a processor
    wanted = rest if command == "spheres" else arguments
    if wanted[:1] == ["live"]:
        also("live")
    return run([PYTHON, "-P", "-m", "sim", *wanted])  # -P: a sim.py in the reader's folder must not win


def too_old() -> str:
    newer = [name for name in ("python3.%d" % n for n in range(14, 10, -1)) if works(name)]
    remedy = "Run `%s do.py` instead." % newer[0] if newer else "Get a newer one from https://www.python.org"
    return "The laboratory needs Python 3.11 or newer; this is Python %s. %s" % (VERSION, remedy)


def works(name: str) -> bool:
    """Is there such a Python, and not only a placeholder of its name?"""
    try:
        return subprocess.call([name, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def set_up() -> None:
    """Make .venv and install the project in it, unless that was done for this very project and Python."""
    wanted = fingerprint()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
        raise SystemExit("%s is there and is no virtual environment; move it away and try again." % VENV)
    print("Setting up %s with Python %s, once; it takes a minute or two." % (VENV, VERSION), flush=True)
    if STAMP.exists():
        STAMP.unlink()
    try:
        uv = shutil.which("uv")
        if not (uv and with_uv(uv)):
            with_pip()
    except Failed as failed:
        raise SystemExit(remedy_for(failed)) from None
    STAMP.write_text(wanted, encoding="utf-8")


def also(extra: str) -> None:
    """Add an extra of the project to the set-up that stands, unless that was done."""
    wanted, stamp = fingerprint(), VENV / ("extra-%s-stands.txt" % extra)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print("Adding what `%s` needs, once; it takes a minute." % extra, flush=True)
    uv = shutil.which("uv")
    try:
        try:
            if not uv:
                raise Failed("no uv")
            step("installing with uv", [uv, "pip", "install", "--python", PYTHON, *what("--constraints", extra)])
        except Failed:
            step("installing with pip", [PYTHON, "-m", "pip", "install", *what("--constraint", extra)])
    except Failed as failed:
        raise SystemExit(remedy_for(failed)) from None
    stamp.write_text(wanted, encoding="utf-8")


def fingerprint() -> str:
    """What the set-up depends on: the pins, the place, the Python."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    parts += [str(ROOT).encode(), VERSION.encode(), sys.implementation.name.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def with_uv(uv: str) -> bool:
    """True if uv did it all; pip has settings of its own (proxies, mirrors) and may yet succeed."""
    try:
        if not usable():
            step("making .venv", [uv, "venv", "--clear", "--seed", "--python", sys.executable, VENV])
        step("installing with uv", [uv, "pip", "install", "--python", PYTHON, *what("--constraints")])
    except Failed as failed:
        print("%s\nuv could not do it; trying pip." % failed, flush=True)
        return False
    return True


def with_pip() -> None:
    pip = [PYTHON, "-m", "pip"]
    if not usable("import pip"):
        if importlib.util.find_spec("ensurepip") is None:
            raise SystemExit(
                "This Python cannot make virtual environments: its module `ensurepip` is missing.\n"
                "On Debian or Ubuntu: sudo apt install python%s-venv\n"
                "Elsewhere, or without rights: install uv (https://docs.astral.sh/uv).\n"
                "Then run the same command again." % VERSION
            )
        step("making .venv", [sys.executable, "-m", "venv", "--clear", VENV])
    step("installing with pip", [*pip, "install", *what("--constraint")])


def what(constraint: str, extra: str = "test") -> "list[str]":
    return [constraint, "constraints.txt", "--editable", ".[%s]" % extra]


def usable(also: str = "") -> bool:
    """Does .venv hold this version of Python (and what else is asked)?"""
    ask = "import sys; print('%%d.%%d' %% sys.version_info[:2]); %s" % also
    try:
        answer = subprocess.run(
            [str(PYTHON), "-c", ask], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.decode().strip() == VERSION


def step(doing: str, command: "list[object]") -> None:
    """Run one step of the set-up in ROOT, with a clock for whoever watches."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=log, stderr=log, cwd=ROOT, env=ENVIRONMENT
        )
        while True:
            try:
                code = process.wait(timeout=1)
                break
            except subprocess.TimeoutExpired:
                if sys.stdout.isatty():
                    print("\r  %s ... %d s" % (doing, time.monotonic() - start), end="", flush=True)
        print("\r  %s: %d s   " % (doing, time.monotonic() - start), flush=True)
        if code:
            log.seek(0)
            raise Failed("\n".join(log.read().decode("utf-8", "replace").splitlines()[-15:]))


def remedy_for(failed: Failed) -> str:
    lines = ["", str(failed), "", "The set-up failed; the lines above say why."]
    if sys.version_info[:2] > NEWEST_TRIED:
        lines.append("Python %s is newer than any that we tried (3.11 to 3.14): use one of those." % VERSION)
    lines.append("It needs the network and 1 GB of free disk. Then run the same command again.")
    return "\n".join(lines)


def run(command: "list[object]", cwd: "Path | None" = None) -> int:
    """Run a command to its end. Ctrl-C reaches it as well, and it decides what to do about it."""
    process = subprocess.Popen([str(part) for part in command], cwd=cwd, env=ENVIRONMENT)
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue
        return code if code >= 0 else 128 - code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
