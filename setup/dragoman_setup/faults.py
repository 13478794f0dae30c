"""Faults in plain words: one sentence that says what happened and what to do."""
import errno
import pathlib
import re

_AGAIN = "then run this again (what is whole is kept)"
WRONG_HASH = ("what came does not have the locked hash, so it was cut or changed on its way and is not used: "
              "run this again, and if it stays so, find out why the registry's package changed")

# What the output of a client or a compiler says, and what that means; the first that is found counts.
_SYMPTOMS = (
    (r"no space left on device|disk quota exceeded|you don't have enough free space in \S+\w",
     "the disk is full ({said}): free some space, or put the cache on another disk by XDG_CACHE_HOME, "
     + _AGAIN),
    (r"killed signal terminated program \w+|cannot allocate memory|out of memory",
     f"memory ran out ({{said}}): close other programs or add memory, {_AGAIN}"),
    (r"do not match the hashes", f"{WRONG_HASH} (PIP_NO_CACHE_DIR=1 leaves pip's own cache out of it)"),
    (r"EINTEGRITY|checksum for `.*` changed|failed to verify the checksum", WRONG_HASH),
    (r"temporary failure (?:in name resolution|resolving \S+)|name or service not known"
     r"|could not resolve host[\w: .-]*|getaddrinfo \w+ \S+|network is unreachable|no route to host"
     r"|connection (?:refused|reset by peer|timed out)|ECONN\w+|ETIMEDOUT|network aborted|socket hang up"
     r"|read timed out|timeout was reached|tunnel connection failed|certificate verify failed"
     r"|self.signed certificate|unable to get local issuer certificate",
     "its registry cannot be reached ({said}): see to the network, its proxy and its certificates, " + _AGAIN),
    (r"no matching distribution found for \S+|404 not found - .*",
     f"its registry does not offer that ({{said}}): have it use one that does, {_AGAIN}"),
    (r"no module named \W?ensurepip",
     f"Python lacks ensurepip: install Debian's python3-venv (setup/setup.py debian does), {_AGAIN}"),
    (r"could not get lock .*?(?=\. |$)|dpkg was interrupted.*",
     f"another apt or dpkg is at work or was stopped ({{said}}): let it finish, {_AGAIN}"),
    (r"packages need to be removed but remove is disabled|you have held broken packages|unmet dependencies",
     "an installed package stands in the way, such as another version of Boost's -dev packages than 1.81 "
     f"({{said}}): remove it, {_AGAIN}"),
    (r"unable to locate package \S+|package '?\S+ has no installation candidate"
     r"|version '\S+' for '\S+' was not found",
     f"apt's lists do not have it ({{said}}): run `apt-get update`, or add the main archive of Debian 12, {_AGAIN}"),
    (r"^sudo: .*|.* is not in the sudoers file",
     "sudo refuses ({said}): run this as root, or have an administrator install the packages of "
     "setup/debian-packages.txt, " + _AGAIN),
    (r".*(?:read-only file system|permission denied|EROFS|EACCES).*",
     f"access is denied ({{said}}): make that readable and writable for you, {_AGAIN}"),
)


def diagnose(output: str) -> str | None:
    """What a failed command's output means; None where it says nothing that is known."""
    for pattern, meaning in _SYMPTOMS:
        found = list(re.finditer(pattern, output, re.IGNORECASE | re.MULTILINE))
        if found:
            return meaning.format(said=_short(found[-1].group()))
    return None


def telling_line(output: str) -> str:
    """A compiler's first error; else the last line that says something."""
    error = re.search(r"^.*:\d+: (?:fatal )?error: .*$", output, re.MULTILINE)
    lines = [_short(line) for line in output.splitlines() if "complete log of this run" not in line]
    return _short(error.group()) if error else next((line for line in reversed(lines) if line), "it said nothing")


def explain(error: OSError, places: dict[str, pathlib.Path]) -> str:
    """What a failed system call means; `places` are the folders that can be chosen, by variable."""
    path = pathlib.Path(str(error.filename or "a file"))
    near = [(name, place) for name, place in places.items()
            if path.is_relative_to(place) or place.is_relative_to(path)]
    variable, place = near[0] if near else ("", path)
    disk = place if path.is_relative_to(place) else path
    elsewhere = f", or set {variable} to a folder {{}}" if variable else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full at {disk}: free some space{elsewhere.format('on another disk')}, {_AGAIN}"
    if error.errno == errno.EROFS:
        return f"{disk} is on a read-only disk: make that writable{elsewhere.format('on another')}, {_AGAIN}"
    if error.errno in (errno.EACCES, errno.EPERM):
        return (f"{path} is closed to you ({error.strerror}): make it readable and writable for you"
                f"{elsewhere.format('of your own')}, {_AGAIN}")
    return f"{path}: {error.strerror or error}: put that right{elsewhere.format('that works')}, {_AGAIN}"


def _short(line: str) -> str:
    line = re.sub(r"^(npm error|npm ERR!|ERROR:|error:|E:|W:)\s*", "", line.strip())
    return line if len(line) <= 160 else line[:157] + "..."
