"""Tests of Node's packages: unpacked once, without their top folders, linked where they are wanted; the lock."""
import contextlib
import io
import json
import os
import pathlib
import tarfile
import tempfile
import unittest
from unittest import mock

import setup
from dragoman_setup import common, node, packages


def tarball(path: pathlib.Path, top: str) -> pathlib.Path:
    with tarfile.open(path, "w:gz") as archive:
        for name in (top, f"{top}/lib"):
            folder = tarfile.TarInfo(name)
            folder.type = tarfile.DIRTYPE
            archive.addfile(folder)
        entry = tarfile.TarInfo(f"{top}/lib/index.js")
        entry.size = 5
        archive.addfile(entry, io.BytesIO(b"words"))
    return path


class NodeCase(unittest.TestCase):
    """A cache and a setup/npm of the test's own; npm is `self.npm`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        self.enterContext(mock.patch.dict(os.environ, {"XDG_CACHE_HOME": f"{self.home}/cache"}))
        self.messages = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        (self.home / "npm").mkdir()
        self.lock = self.home / "npm/things.lock"
        self.lock.write_text("thing@1.0 sha512-AA==  # 3 bytes\n@some/one@2.0 sha512-AA==  # 3 bytes\n")
        self.fetched = []
        for module, name, stand_in in ((node, "SETUP", self.home), (node, "run", self.npm),
                                       (packages, "fetch", self.fetch),
                                       (packages, "node_home", lambda: self.home / "tools"),
                                       (packages, "locked_npm", lambda: ("npm",))):
            self.enterContext(mock.patch.object(module, name, stand_in))

    def fetch(self, package: packages.Package) -> pathlib.Path:
        self.fetched.append(package.name)
        return tarball(self.home / "fetched.tgz", "package" if package.name == "thing" else "one-2.0")

    def npm(self, *command, cwd: pathlib.Path, quiet: bool) -> str:
        if command[1] == "pack":
            tarball(cwd / "packed.tgz", "package")
            return "packed.tgz\n"
        entries = {"": {}} | {f"node_modules/{name}": {"version": "1.0"} for name in self.resolved}
        (cwd / "package-lock.json").write_text(json.dumps({"packages": entries}))
        return ""


class Ensure(NodeCase):
    def test_packages_are_unpacked_once_and_linked(self):
        place = self.home / "place"
        place.mkdir()
        for _ in range(2):
            node.ensure("things", str(place))
        self.assertEqual((place / "node_modules/thing/lib/index.js").read_text(), "words")
        self.assertEqual((place / "node_modules/@some/one/lib/index.js").read_text(), "words")
        self.assertEqual((place / "node").resolve(), (self.home / "tools/bin/node").resolve())
        self.assertEqual(self.fetched, ["thing", "@some/one"])

    def test_another_lock_makes_another_folder(self):
        first = node.ensure("things")
        self.lock.write_text("thing@1.0 sha512-AA==  # 3 bytes\n")
        self.assertNotEqual(node.ensure("things"), first)

    def test_what_is_made_waits_for_no_other_set_up(self):
        node.ensure("things")
        with mock.patch.object(setup, "one_at_a_time", side_effect=AssertionError("it waited")):
            self.assertEqual(setup.main(["node", "things"]), 0)

    def test_a_missing_lock_is_named(self):
        with contextlib.redirect_stderr(io.StringIO()) as errors:
            self.assertEqual(setup.main(["node", "nothing"]), 1)
        self.assertIn("npm/nothing.lock: write nothing.in", errors.getvalue())


class Lock(NodeCase):
    def setUp(self):
        super().setUp()
        (self.home / "npm/things.in").write_text("# head\nthing\n")

    def test_it_can_be_read(self):
        self.resolved = ["thing", "@some/one"]
        node.lock("things")
        self.assertEqual([(package.name, package.version) for package in packages.read_lock(self.lock)],
                         [("@some/one", "1.0"), ("thing", "1.0")])

    def test_two_versions_of_one_package_are_refused(self):
        self.resolved = ["thing", "thing/node_modules/one"]
        with self.assertRaisesRegex(common.SetupError, "two versions of one"):
            node.lock("things")


if __name__ == "__main__":
    unittest.main()
