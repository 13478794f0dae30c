"""dragoman as a deployment of Ray Serve: each replica runs the program and passes requests on to it, bytes as they come.

    serve run serve_dragoman:app      (DRAGOMAN names the program, if it is not on PATH)

Ray places, counts and restarts the replicas; whatever the program answers, streams included, is answered.
"""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator

import aiohttp
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from ray import serve

START_S, GRACE_S = 120, 60
# Of one connection alone, as RFC 9110 (7.6.1) has it; Host becomes that of the replica.
_HOP = {"connection", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}

front = FastAPI()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@serve.deployment(
    max_ongoing_requests=8,
    ray_actor_options={"num_cpus": float(os.environ.get("DRAGOMAN_CPUS", "4"))},
    autoscaling_config={"min_replicas": 1, "max_replicas": 50, "target_ongoing_requests": 2},
    graceful_shutdown_timeout_s=GRACE_S + 10,
    health_check_period_s=5,
)
@serve.ingress(front)
class Dragoman:
    async def __init__(self) -> None:
        port = _free_port()
        self._url = f"http://127.0.0.1:{port}"
        words = [*os.environ.get("DRAGOMAN", "dragoman").split(), "serve", "--port", str(port), "--grace-period-s", str(GRACE_S)]
        self._program = await asyncio.create_subprocess_exec(*words)
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None), auto_decompress=False)
        async with asyncio.timeout(START_S):
            while not await self._is_ready():
                if self._program.returncode is not None:
                    raise RuntimeError(f"dragoman ended with status {self._program.returncode}")
                await asyncio.sleep(0.2)

    async def _is_ready(self) -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            async with self._http.get(f"{self._url}/readyz") as answer:
                return answer.status == 200
        return False

    async def check_health(self) -> None:
        """Called by Ray; raising has the replica replaced."""
        async with self._http.get(f"{self._url}/healthz") as answer:
            answer.raise_for_status()

    @front.api_route("/{path:path}", methods=["GET", "POST", "PUT", "DELETE", "OPTIONS"])
    async def forward(self, request: Request, path: str) -> StreamingResponse:
        headers = {name: value for name, value in request.headers.items() if name not in _HOP}
        url = f"{self._url}/{path}" + (f"?{request.url.query}" if request.url.query else "")
        answer = await self._http.request(request.method, url, headers=headers, data=request.stream(), allow_redirects=False)
        passed = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP}
        return StreamingResponse(self._body(answer), status_code=answer.status, headers=passed)

    async def _body(self, answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
        async with answer:  # a client that leaves closes it, and the program stops its job
            async for part in answer.content.iter_any():
                yield part

    async def __del__(self) -> None:
        """Called by Ray when the replica goes, its requests answered."""
        with contextlib.suppress(ProcessLookupError):
            self._program.send_signal(signal.SIGTERM)
        await self._program.wait()
        await self._http.close()


app = Dragoman.bind()
