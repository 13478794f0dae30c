#!/usr/bin/env python3
"""Sets up what dragoman is built, tested and run with. What is there already is left alone.

    setup.py [all]            Debian packages, engines, default models: what `make setup` runs
    setup.py debian [LIST]    only the packages of setup/<LIST> (default debian-packages.txt)
    setup.py engines          only the engines, built or from the cache
    setup.py models [ID ...]  only models: the named ones, or the defaults; --accept-licence NAME
                              allows a licence that restricts the use of a model
    setup.py venv NAME ...    the Python environments of setup/python/NAME.lock
    setup.py run NAME ARGS    its interpreter with these arguments, making it first where needed
    setup.py lock NAME        writes setup/python/NAME.lock anew from NAME.in
    setup.py node NAME [DIR]  Node and the packages of setup/npm/NAME.lock; in DIR, links to them
    setup.py lock-node NAME   writes setup/npm/NAME.lock anew from NAME.in
    setup.py licences         writes docs/licences.md anew

Files go to ${XDG_CACHE_HOME:-~/.cache}/dragoman, which may be deleted at any time, and to
${DRAGOMAN_MODELS_DIR:-${XDG_DATA_HOME:-~/.local/share}/dragoman/models}.
"""
import contextlib
import signal
import sys
import time

from dragoman_setup import debian, engines, licences, models, node, venvs
from dragoman_setup.common import SetupError, cache_dir, explain, models_dir, one_at_a_time, say


def _all() -> None:
    started = time.monotonic()
    debian.ensure()
    prefixes = engines.ensure()
    models.ensure()
    names = ", ".join(prefix.name for prefix in prefixes)
    say(f"ready in {time.monotonic() - started:.1f} s: engines {names}, models in {models_dir()}")


_COMMANDS = {
    "all": (lambda arguments: _all(), 0, 0),
    "debian": (lambda arguments: debian.ensure(*arguments), 0, 1),
    "engines": (lambda arguments: engines.ensure(), 0, 0),
    "models": (lambda arguments: models.ensure(arguments), 0, None),
    "venv": (lambda arguments: [venvs.ensure(name) for name in arguments], 1, None),
    "run": (lambda arguments: venvs.execute(arguments[0], arguments[1:]), 1, None),
    "lock": (lambda arguments: venvs.lock(*arguments), 1, 1),
    "node": (lambda arguments: node.ensure(*arguments), 1, 2),
    "lock-node": (lambda arguments: node.lock(*arguments), 1, 1),
    "licences": (lambda arguments: licences.write(), 0, 0),
}


def _perform(command, arguments: list[str], alone: bool) -> None:
    try:
        with one_at_a_time(cache_dir()) if alone else contextlib.nullcontext():
            command(arguments)
    except OSError as error:
        raise SetupError(explain(error)) from error


def main(arguments: list[str]) -> int:
    name, *rest = arguments or ["all"]
    command, least, most = _COMMANDS.get(name, (None, 0, 0))
    if command is None or len(rest) < least or (most is not None and len(rest) > most):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        changes_nothing = name == "run" or (name == "node" and node.is_made(rest[0]))
        _perform(command, rest, alone=not changes_nothing)
    except SetupError as error:
        print(f"setup: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: stopped; what was finished is kept, so run it again to go on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    for stop in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(stop) == signal.SIG_DFL:
            signal.signal(stop, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
