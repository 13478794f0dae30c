"""Each injected fault ends in a clear error and a healthy server; --table prints what was seen.

The engines are fake (fake_server.cc), since the fault is not in them: damaged_models_test.py has those.
"""

import re
import sys
from collections.abc import Iterator

import fault_cases_inside  # noqa: F401: which fill the list
import fault_cases_outside  # noqa: F401
import pytest
from fault_case import FAULTS, HEALTHY, Fault, World, fake_server, hello
from fault_tools import Held, Upstream, wait_until
from harness import Server


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    upstream = Upstream()
    try:
        with fake_server() as server:
            assert hello(server) == HEALTHY  # by then what starts behind /readyz has started
            yield World(server, upstream)
            assert server.stop() == 0
    finally:
        upstream.stop()


def expect_health(server: Server, before: Held) -> None:
    assert hello(server) == HEALTHY
    assert server.status("/healthz") == server.status("/readyz") == 200

    def settled() -> bool:
        now = Held(server.pid)
        return now.descriptors <= before.descriptors and now.threads <= before.threads

    wait_until(settled, "descriptors and threads to be given back")


def injected(each: Fault, world: World) -> str:
    before = Held(world.server.pid)
    seen = each.inject(world)
    expect_health(world.server, before)
    return seen


@pytest.mark.parametrize("each", FAULTS, ids=[f"{each.where}: {each.what}" for each in FAULTS])
def test_ends_in_a_clear_error_and_a_healthy_server(each: Fault, world: World) -> None:
    seen = injected(each, world)
    assert re.fullmatch(each.expected, seen), seen


def print_table() -> int:
    print("| where | fault | what is seen | server afterwards |\n|---|---|---|---|")
    bad = 0
    upstream = Upstream()
    with fake_server() as server:
        for each in FAULTS:
            seen = injected(each, World(server, upstream))
            right = re.fullmatch(each.expected, seen) is not None
            bad += not right
            print(f"| {each.where} | {each.what} | {seen} | {'healthy' if right else 'NOT AS EXPECTED'} |")
    upstream.stop()
    print(f"\n{len(FAULTS)} faults, {bad} not as expected")
    return 1 if bad else 0


if __name__ == "__main__":
    if "--table" in sys.argv:
        sys.exit(print_table())
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
