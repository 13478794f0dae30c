"""Tests of the set-up program: locks, verification, atomic and repeated installation, messages."""
import base64
import contextlib
import hashlib
import io
import os
import pathlib
import sys
import tempfile
import unittest
import zipfile
from unittest import mock

import setup
import subprocess
from dragoman_setup import archives, common, debian, models, packages

DATA = {"pkg/a.bin": b"first half, ", "pkg/b.bin": b"second half", "pkg/c.txt": b"words"}


def wheel_bytes() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in DATA.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def file_entry(path: str, *members: str) -> dict:
    data = b"".join(DATA[member] for member in members)
    return {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
            "from": [f"thing:{member}" for member in members]}


class SetupCase(unittest.TestCase):
    """Caches and models in a folder of the test's own, messages kept, and pip and npm that serve
    `self.served`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        places = {"XDG_CACHE_HOME": f"{self.home}/cache", "XDG_DATA_HOME": f"{self.home}/data"}
        self.enterContext(mock.patch.dict(os.environ, places))
        os.environ.pop("DRAGOMAN_MODELS_DIR", None)
        self.messages = self.enterContext(contextlib.redirect_stdout(io.StringIO()))
        self.served = wheel_bytes()
        self.downloads = 0

        def serve(_, target: pathlib.Path):
            self.downloads += 1
            (target / "served.whl").write_bytes(self.served)

        self.enterContext(mock.patch.object(packages, "_pip_download", serve))
        self.enterContext(mock.patch.object(packages, "_npm_pack", serve))

    def package(self, client: str = "pip") -> packages.Package:
        data = wheel_bytes()
        digest = ("sha256:" + hashlib.sha256(data).hexdigest() if client == "pip" else
                  "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode())
        return packages.Package(client, "thing", "1.0", len(data), digest)


class DebianPackages(unittest.TestCase):
    def test_files_are_read_from_one(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder, "thing")
            (root / "DEBIAN").mkdir(parents=True)
            (root / "DEBIAN/control").write_text("Package: thing\nVersion: 1\nArchitecture: all\n"
                                                 "Maintainer: a <a@b.example>\nDescription: a thing\n")
            (root / "usr").mkdir()
            (root / "usr/data").write_bytes(b"data")
            deb = pathlib.Path(folder, "thing-1.deb")
            subprocess.run(["dpkg-deb", "--root-owner-group", "-b", root, deb], check=True, capture_output=True)
            with archives.Archive(deb) as archive:
                self.assertEqual(list(archive.names()), ["./usr/data"])
                self.assertEqual(archive.open("./usr/data").read(), b"data")
                with self.assertRaisesRegex(common.SetupError, "holds no ./usr/none"):
                    archive.open("./usr/none")

    def test_apt_is_asked_for_the_version(self):
        package = packages.Package("debian", "thing", "1:4.1", 7, "sha256:00")
        with (mock.patch.object(packages, "client") as client, tempfile.TemporaryDirectory() as folder):
            packages._apt_download(package, pathlib.Path(folder))
        self.assertIn("thing=1:4.1", client.call_args.args)


class Packages(SetupCase):
    def test_a_package_is_fetched_once(self):
        for client in ("pip", "npm"):
            with self.subTest(client=client):
                self.downloads = 0
                archive = packages.fetch(self.package(client))
                self.assertEqual(packages.fetch(self.package(client)), archive)
                self.assertEqual(self.downloads, 1)
                self.assertIn(f"{client}: thing 1.0, 0.3 kB", self.messages.getvalue())

    def test_a_damaged_cache_is_fetched_again(self):
        archive = packages.fetch(self.package())
        archive.write_bytes(b"x" * archive.stat().st_size)
        packages.fetch(self.package())
        self.assertEqual(self.downloads, 2)

    def test_another_hash_is_refused_and_leaves_nothing(self):
        self.served = wheel_bytes()[:-1] + b"!"
        for client in ("pip", "npm"):
            with self.subTest(client=client):
                with self.assertRaisesRegex(common.SetupError, "does not have the locked hash"):
                    packages.fetch(self.package(client))
                self.assertEqual(list((self.home / "cache/dragoman/packages" / client).iterdir()), [])

    def test_the_locks_of_this_checkout_can_be_read(self):
        for lock in [lock for folder in ("python", "npm", "sdist") for lock in common.SETUP.glob(f"{folder}/*.lock")]:
            with self.subTest(lock=lock.name):
                self.assertTrue(packages.read_lock(lock))
                self.assertNotIn("://", lock.read_text(), "locks name no registry")

    def test_a_bad_lock_line_is_named(self):
        (self.home / "python").mkdir()
        lock = self.home / "python/x.lock"
        for line in ("numpy", "numpy==1.0", "numpy==1.0 --hash=md5:00  # 3 bytes",
                     "numpy>=1.0 --hash=sha256:00  # 3 bytes", "numpy==1.0 --hash=sha256:00"):
            lock.write_text(f"# head\n{line}\n")
            with self.subTest(line=line), self.assertRaisesRegex(common.SetupError, "x.lock:2"):
                packages.read_lock(lock)


class Models(SetupCase):
    def setUp(self):
        super().setUp()
        package = vars(self.package()) | {}
        self.model = {"id": "tiny", "default": True, "packages": [package],
                      "files": [file_entry("model.bin", "pkg/a.bin", "pkg/b.bin"),
                                file_entry("sub/words.txt", "pkg/c.txt")]}
        other = self.model | {"id": "other", "default": False, "licence": "MIT"}
        bound = other | {"id": "bound", "licence": "gemma"}
        self.enterContext(mock.patch.object(models, "catalogue", lambda: [self.model, other, bound]))
        self.folder = self.home / "data/dragoman/models/tiny"

    def test_the_defaults_are_installed_with_parts_joined(self):
        models.ensure()
        self.assertEqual((self.folder / "model.bin").read_bytes(), b"first half, second half")
        self.assertEqual((self.folder / "sub/words.txt").read_bytes(), b"words")
        self.assertFalse((self.folder.parent / "other").exists())

    def test_others_are_installed_by_name(self):
        models.ensure(["other"])
        self.assertTrue((self.folder.parent / "other/model.bin").exists())
        self.assertFalse(self.folder.exists())
        with self.assertRaisesRegex(common.SetupError, "no model nothing .* tiny, other"):
            models.ensure(["nothing"])

    def test_a_licence_that_restricts_use_wants_consent(self):
        for words in (["bound"], ["bound", "--accept-licence", "llama"]):
            with self.assertRaisesRegex(common.SetupError, "bound, gemma, .*--accept-licence gemma"):
                models.ensure(words)
        self.assertFalse((self.folder.parent / "bound").exists())
        with self.assertRaisesRegex(common.SetupError, "wants the name of a licence"):
            models.ensure(["bound", "--accept-licence"])
        models.ensure(["bound", "--accept-licence", "Gemma"])
        self.assertTrue((self.folder.parent / "bound/model.bin").exists())

    def test_a_second_run_touches_nothing(self):
        models.ensure()
        before = self.folder.stat().st_mtime_ns
        with mock.patch.object(models, "file_digest", side_effect=AssertionError("hashed again")):
            models.ensure()
        self.assertEqual(self.folder.stat().st_mtime_ns, before)
        self.assertEqual(self.downloads, 1)

    def test_files_that_are_whole_are_taken_over_without_a_download(self):
        models.ensure()
        (self.folder / ".stamp").unlink()
        self.downloads = 0
        models.ensure()
        self.assertEqual(self.downloads, 0)
        self.assertTrue((self.folder / ".stamp").exists())

    def test_a_cut_or_missing_file_is_put_right(self):
        for damage in (lambda path: path.write_bytes(b"cut"), lambda path: path.unlink()):
            models.ensure()
            damage(self.folder / "model.bin")
            models.ensure()
            self.assertEqual((self.folder / "model.bin").read_bytes(), b"first half, second half")

    def test_a_wrong_hash_installs_nothing(self):
        self.model["files"][0]["sha256"] = "0" * 64
        with self.assertRaisesRegex(common.SetupError, "comes of the packages of tiny is not what the catalogue"):
            models.ensure()
        self.assertFalse(self.folder.exists())

    def test_a_member_that_is_not_there_is_named(self):
        self.model["files"][0]["from"] = ["thing:pkg/none"]
        with self.assertRaisesRegex(common.SetupError, "holds no pkg/none"):
            models.ensure()
        self.assertFalse(self.folder.exists())

    def test_the_folder_can_be_chosen(self):
        with mock.patch.dict(os.environ, {"DRAGOMAN_MODELS_DIR": f"{self.home}/elsewhere"}):
            models.ensure()
        self.assertTrue((self.home / "elsewhere/tiny/model.bin").exists())


class Imports(SetupCase):
    """A model with one file from its package and one that an importer makes of two others."""

    IMPORTER = """import pathlib, sys
source, target = map(pathlib.Path, sys.argv[1:])
(target / "made.bin").write_bytes((source / "b.bin").read_bytes() + (source / "a.bin").read_bytes())
"""

    def setUp(self):
        super().setUp()
        made = DATA["pkg/b.bin"] + DATA["pkg/a.bin"]
        model = {"id": "tiny", "default": True, "packages": [vars(self.package()) | {}],
                 "importer": {"name": "joiner", "sources": ["thing:pkg/a.bin", "thing:pkg/b.bin"]},
                 "files": [{"path": "made.bin", "bytes": len(made), "sha256": hashlib.sha256(made).hexdigest()},
                           file_entry("words.txt", "pkg/c.txt")]}
        self.folder = self.home / "data/dragoman/models/tiny"
        self.program = self.home / "importers/joiner.py"
        self.program.parent.mkdir()
        self.program.write_text(self.IMPORTER)
        self.enterContext(mock.patch.object(models, "catalogue", lambda: [model]))
        self.enterContext(mock.patch.object(models, "SETUP", self.home))
        self.enterContext(mock.patch.object(models.venvs, "ensure", lambda name: sys.executable))

    def test_the_importer_makes_what_no_package_holds(self):
        models.ensure()
        self.assertEqual((self.folder / "made.bin").read_bytes(), b"second halffirst half, ")
        self.assertEqual((self.folder / "words.txt").read_bytes(), b"words")
        self.assertEqual(list((self.home / "cache/dragoman/imports").iterdir()), [])
        self.program.unlink()
        models.ensure()  # what is whole is not made again

    def test_its_error_is_told_and_nothing_is_left(self):
        self.program.write_text("import sys; sys.exit('error: a.bin is damaged')")
        with self.assertRaisesRegex(common.SetupError, "joiner could not convert tiny: a.bin is damaged"):
            models.ensure()
        self.assertFalse(self.folder.exists())
        self.assertEqual(list((self.home / "cache/dragoman/imports").iterdir()), [])

    def test_what_it_makes_must_have_the_locked_hash(self):
        self.program.write_text(self.IMPORTER + "(target / 'made.bin').write_bytes(b'second halffirst half! ')")
        with self.assertRaisesRegex(common.SetupError, "what comes of the packages of tiny is not what"):
            models.ensure()
        self.assertFalse(self.folder.exists())


class Catalogue(unittest.TestCase):
    def test_every_file_comes_from_a_package_of_its_model_or_from_an_importer(self):
        for model in models.catalogue():
            names = {package["name"] for package in model["packages"]}
            importer = model.get("importer")
            if importer:
                self.assertTrue((common.SETUP / "importers" / f"{importer['name']}.py").exists())
                self.assertTrue({part.rpartition(":")[0] for part in importer["sources"]} <= names)
            for file in model["files"]:
                with self.subTest(model=model["id"], file=file["path"]):
                    self.assertTrue("from" in file or importer)
                    self.assertTrue({part.rpartition(":")[0] for part in file.get("from", [])} <= names)


class Debian(SetupCase):
    def test_comments_and_blanks_are_no_packages(self):
        listing = self.home / "list.txt"
        listing.write_text("# head\n\ncmake\ng++  # the compiler\n")
        self.assertEqual(debian.read(listing), ["cmake", "g++"])

    def test_without_root_and_sudo_it_says_what_to_run(self):
        with (mock.patch.object(debian, "_missing", lambda packages: packages),
              mock.patch.object(os, "geteuid", lambda: 1000),
              mock.patch.object(debian.shutil, "which", lambda name: None),
              self.assertRaisesRegex(common.SetupError, "apt-get install .*cmake ninja-build")):
            debian.install(["cmake", "ninja-build"])

    def test_what_is_there_is_not_installed(self):
        with mock.patch.object(debian, "run", side_effect=AssertionError("apt-get was run")):
            debian.install(["dpkg"])


class Command(SetupCase):
    def test_an_unknown_command_shows_the_usage(self):
        for arguments in (["nothing"], ["venv"], ["lock", "a", "b"]):
            with self.subTest(arguments=arguments), contextlib.redirect_stderr(io.StringIO()) as errors:
                self.assertEqual(setup.main(arguments), 2)
                self.assertIn("setup.py venv NAME", errors.getvalue())

    def test_an_error_is_one_message_and_status_1(self):
        with contextlib.redirect_stderr(io.StringIO()) as errors:
            self.assertEqual(setup.main(["venv", "nothing"]), 1)
        self.assertIn("setup: error: no setup/python/nothing.lock", errors.getvalue())

    def test_a_partial_folder_replaces_the_target_whole_or_not_at_all(self):
        target = self.home / "target"
        with common.partial_dir(target) as partial:
            (partial / "one").touch()
        with self.assertRaises(ZeroDivisionError), common.partial_dir(target) as partial:
            (partial / "two").touch()
            1 / 0
        self.assertEqual([path.name for path in target.iterdir()], ["one"])


if __name__ == "__main__":
    unittest.main()
