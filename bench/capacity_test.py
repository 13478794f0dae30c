"""The simulation of capacity.py against what is known without one."""

import math
import random
import unittest

import capacity


def erlang_c(load: float, cores: int) -> float:
    """The share of jobs that wait, of Poisson arrivals and exponential work (Erlang, 1917)."""
    blocked = 1.0
    for each in range(1, cores + 1):
        blocked = load * blocked / (each + load * blocked)
    return blocked / (1 - load / cores * (1 - blocked))


class CapacityTest(unittest.TestCase):
    def test_waits_are_those_of_erlang(self) -> None:
        for cores, use in ((1, 0.7), (8, 0.8), (40, 0.95)):
            dice, now, jobs = random.Random(3), 0.0, []
            for _ in range(300_000):
                now += dice.expovariate(use * cores)
                jobs.append((now, dice.expovariate(1)))
            mean = math.fsum(capacity.waits(iter(jobs), cores)) / len(jobs)
            expected = erlang_c(use * cores, cores) / (cores - use * cores)
            self.assertAlmostEqual(mean / expected, 1, delta=0.1, msg=f"{cores} cores")

    def test_a_day_has_the_jobs_and_the_swing_that_were_asked_for(self) -> None:
        times = list(capacity.arrivals(random.Random(5), 50_000))
        self.assertAlmostEqual(len(times) / 50_000, 1, delta=0.02)
        noon = sum(1 for at in times if abs(at - capacity.DAY_S / 2) < 3600)
        night = sum(1 for at in times if at < 3600 or at > capacity.DAY_S - 3600)
        self.assertGreater(noon, 7 * night)

    def test_the_same_seed_gives_the_same_day(self) -> None:
        self.assertEqual(capacity.simulate(4, 360_000, 0.3), capacity.simulate(4, 360_000, 0.3))

    def test_machines_needed_are_the_fewest(self) -> None:
        needed = capacity.machines_for(3_600_000, 0.3, 4, 60)
        self.assertLessEqual(capacity.simulate(needed * 4, 3_600_000, 0.3).p95_wait_s, 60)
        self.assertGreater(capacity.simulate((needed - 1) * 4, 3_600_000, 0.3).p95_wait_s, 60)


if __name__ == "__main__":
    unittest.main()
