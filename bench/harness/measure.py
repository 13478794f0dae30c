"""CPU seconds and peak memory of a running process, read from /proc; medians and spreads.

Every system is measured by this one yardstick, from outside, so that none is favoured by how it
counts itself. Figures cover the process and its live descendants. Resolution of CPU: one clock
tick (10 ms).
"""

import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def _process_tree(pid: int) -> list[int]:
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            pids = children.read_text().split()
        except (FileNotFoundError, ProcessLookupError):  # a thread that has ended meanwhile
            continue
        for child in pids:
            found += _process_tree(int(child))
    return found


def cpu_s(pid: int) -> float:
    """User and system seconds used so far, children that have ended included."""
    ticks = 0
    for member in _process_tree(pid):
        # The name in brackets may hold spaces: fields are counted after the last bracket.
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICKS_PER_S


def reset_peak_rss(pid: int) -> bool:
    """Lets the peak start again from what is resident now; False where the kernel forbids it."""
    try:
        for member in _process_tree(pid):
            Path(f"/proc/{member}/clear_refs").write_text("5")
    except PermissionError:
        return False
    return True


def peak_rss_mb(pid: int) -> float:
    """Highest resident size since the last reset, in MB (10^6 bytes), weights included."""
    return _status_mb(pid, "VmHWM:")


def rss_mb(pid: int) -> float:
    """Resident size now, in MB (10^6 bytes), weights included."""
    return _status_mb(pid, "VmRSS:")


def _status_mb(pid: int, field: str) -> float:
    total_kib = 0
    for member in _process_tree(pid):
        for line in Path(f"/proc/{member}/status").read_text().splitlines():
            if line.startswith(field):
                total_kib += int(line.split()[1])
    return total_kib * 1024 / 1e6


def load_averages() -> str:
    """The machine's load over 1, 5 and 15 minutes: how far wall times can be trusted."""
    return " ".join(f"{load:.2f}" for load in os.getloadavg())


def let_settle() -> None:
    """Lets spinning threads of the last run go to sleep before the next reading."""
    time.sleep(0.5)


@dataclass(frozen=True)
class Spread:
    """Median, least and greatest of one figure over `n` runs."""

    median: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values), len(values))

    def __str__(self) -> str:
        return f"{number(self.median)} ({number(self.low)}-{number(self.high)})"


def number(value: float) -> str:
    """Three significant figures, without an exponent."""
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


@dataclass(frozen=True)
class Ratio:
    """How many times one system's figure is the other's, told in two ways.

    of_medians is the usual one; of_pairs, the median over runs made side by side, is less moved by
    a change of the machine's load in between.
    """

    of_medians: float
    of_pairs: float

    @classmethod
    def between(cls, above: Sequence[float], below: Sequence[float]) -> "Ratio":
        pairs = [a / b for a, b in zip(above, below, strict=True)]
        medians = statistics.median(above) / statistics.median(below)
        return cls(medians, statistics.median(pairs))
