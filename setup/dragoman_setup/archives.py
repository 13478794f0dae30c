"""Wheels, npm tarballs and Debian packages, read by member path."""
import pathlib
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator

from .common import SetupError


class Archive:
    """One open archive, for a `with` block."""

    def __init__(self, path: pathlib.Path):
        self._path = path
        self._zip = zipfile.ZipFile(path) if path.suffix == ".whl" else None
        self._tar = None if self._zip else _open_tar(path)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_) -> None:
        (self._zip or self._tar).close()

    def names(self) -> Iterator[str]:
        """The files, without the folders."""
        if self._zip:
            return (info.filename for info in self._zip.infolist() if not info.is_dir())
        return (member.name for member in self._tar.getmembers() if member.isfile())

    def open(self, member: str):
        """A stream of the member's bytes."""
        try:
            stream = self._zip.open(member) if self._zip else self._tar.extractfile(member)
        except KeyError as error:
            raise SetupError(f"{self._path.name} holds no {member}") from error
        if stream is None:
            raise SetupError(f"{member} in {self._path.name} is not a file")
        return stream


def _open_tar(path: pathlib.Path) -> tarfile.TarFile:
    if path.suffix != ".deb":
        return tarfile.open(path)
    files = tempfile.TemporaryFile()
    subprocess.run(["dpkg-deb", "--fsys-tarfile", path], stdout=files, check=True)
    files.seek(0)
    return tarfile.open(fileobj=files)
