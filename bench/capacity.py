"""How many machines a day's load wants: a discrete-event simulation from a measured cost.

    python3 bench/capacity.py                                    the tables of docs/capacity.md
    python3 bench/capacity.py --hours 2000 --cost 0.39           machines for 2,000 hours of recordings a day
    python3 bench/capacity.py --measure build/release/dragoman talk.wav --to pt     the cost itself

The model: jobs arrive at random (Poisson), more by day than by night (a sine, from 20 % of the mean to 180 %, its trough at the
beginning); lengths are log-normal (median 5 minutes, mean 8, at most 4 hours); a job costs its length times `cost` CPU-seconds and runs
on one core; cores take jobs in the order of their coming, as workers on a queue do. Fixed seed. bench/capacity_test.py holds it against
Erlang's formula.
"""

import argparse
import heapq
import math
import os
import random
import statistics
import subprocess
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass

DAY_S, SEED, SWING = 86_400, 1, 0.8
MEDIAN_S, SIGMA, LONGEST_S = 300, 0.97, 4 * 3600


@dataclass(frozen=True)
class Day:
    """What became of a day's jobs."""

    jobs: int
    audio_s: float
    p50_wait_s: float
    p95_wait_s: float
    utilisation: float  # of all cores, over the day


def length_s(dice: random.Random) -> float:
    return min(dice.lognormvariate(math.log(MEDIAN_S), SIGMA), LONGEST_S)


def mean_length_s() -> float:
    dice = random.Random(SEED)
    return statistics.fmean(length_s(dice) for _ in range(200_000))


def arrivals(dice: random.Random, jobs_a_day: float) -> Iterator[float]:
    """Times of one day, by thinning (Lewis and Shedler, 1979)."""
    peak = jobs_a_day / DAY_S * (1 + SWING)
    now = dice.expovariate(peak)
    while now < DAY_S:
        share = (1 - SWING * math.cos(2 * math.pi * now / DAY_S)) / (1 + SWING)
        if dice.random() < share:
            yield now
        now += dice.expovariate(peak)


def waits(jobs: Iterator[tuple[float, float]], cores: int) -> list[float]:
    """How long each job (arrival, work in seconds), in order, waits for one of so many cores."""
    free_at = [0.0] * cores
    out = []
    for at, work in jobs:
        begin = max(at, free_at[0])
        heapq.heapreplace(free_at, begin + work)
        out.append(begin - at)
    return out


def simulate(cores: int, audio_s_a_day: float, cost: float) -> Day:
    dice = random.Random(SEED)
    lengths: list[float] = []

    def jobs() -> Iterator[tuple[float, float]]:
        for at in arrivals(dice, audio_s_a_day / MEAN_S):
            lengths.append(length_s(dice))
            yield at, lengths[-1] * cost

    waited = sorted(waits(jobs(), cores))
    count = len(waited)
    if count == 0:
        return Day(0, 0, 0, 0, 0)
    audio_s = math.fsum(lengths)
    return Day(count, audio_s, waited[count // 2], waited[count * 95 // 100], audio_s * cost / (cores * DAY_S))


def machines_for(audio_s_a_day: float, cost: float, cores: int, p95_wait_s: float) -> int:
    """The fewest machines with which 95 % of the jobs wait no longer; by bisection."""
    low, high = 0, 1
    while simulate(high * cores, audio_s_a_day, cost).p95_wait_s > p95_wait_s:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if simulate(middle * cores, audio_s_a_day, cost).p95_wait_s > p95_wait_s:
            low = middle
        else:
            high = middle
    return high


def measure(words: list[str], recording: str, runs: int) -> None:
    """CPU-seconds a second of a WAV file, of whole runs of the program, models loaded anew each time."""
    with wave.open(recording) as file:
        seconds = file.getnframes() / file.getframerate()
    costs = []
    for _ in range(runs):
        before = os.times()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = os.times()
        costs.append((after.children_user + after.children_system - before.children_user - before.children_system) / seconds)
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{statistics.median(costs):.3f} CPU-s a second ({min(costs):.3f} to {max(costs):.3f}), n = {runs}, of {seconds:.0f} s; load {load}")


def span(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def print_waits(cost: float, cores: int) -> None:
    print(f"At {cost} CPU-s a second of recording, {cores} cores a machine:\n")
    print("| machines | hours of recordings a day | jobs | cores in use over the day | wait p50 | wait p95 |\n|---|---|---|---|---|---|")
    for machines in (1, 3, 10, 30, 100, 300, 1000):
        for share in (0.4, 0.6, 0.8):
            day = simulate(machines * cores, machines * cores * DAY_S * share / cost, cost)
            print(f"| {machines:,} | {day.audio_s / 3600:,.0f} | {day.jobs:,} | {day.utilisation:.0%} | {span(day.p50_wait_s)} | {span(day.p95_wait_s)} |")


def print_machines(hours: list[float], costs: list[float], cores: int) -> None:
    print(f"\nMachines of {cores} cores, for 95 % of the jobs to begin within\n")
    print("| hours of recordings a day | CPU-s a second | a second | a minute | an hour |\n|---|---|---|---|---|")
    for each in hours:
        for cost in costs:
            needed = [f"{machines_for(each * 3600, cost, cores, wait):,}" for wait in (1, 60, 3600)]
            print(f"| {each:,.0f} | {cost} | {' | '.join(needed)} |")


MEAN_S = mean_length_s()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cost", type=float, action="append", help="CPU-seconds a second of recording; may be repeated")
    parser.add_argument("--cores", type=int, default=4, help="of one machine, for dragoman (default: 4)")
    parser.add_argument("--hours", type=float, action="append", help="of recordings a day; may be repeated")
    parser.add_argument("--measure", nargs=2, metavar=("PROGRAM", "WAV"), help="measure the cost; further words are the program's")
    parser.add_argument("--runs", type=int, default=3)
    args, more = parser.parse_known_args()
    if args.measure:
        program, recording = args.measure
        measure([program, "translate", recording, *more], recording, args.runs)
        return
    begun = time.monotonic()
    costs = args.cost or [0.14, 0.39]
    if not args.hours:
        print_waits(costs[0], args.cores)
    print_machines(args.hours or [100, 1_000, 10_000], costs, args.cores)
    print(f"\nSimulated in {time.monotonic() - begun:.0f} s, seed {SEED}; a job is {MEAN_S / 60:.1f} minutes long in the mean.")


if __name__ == "__main__":
    main()
