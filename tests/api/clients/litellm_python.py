"""LiteLLM with its provider `openai`. What it does not know goes into the body, in extra_body or without it."""

import importlib.metadata
import os
from typing import Any

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else the import fetches a list of prices

import litellm
from asked import AUDIO, BASE_URL, BROKEN_RECORDING, LANGUAGES, MODALITIES, MODEL, NO_LANGUAGES, STREAMING
from asked import failure, gathered, messages, report, whole
from litellm.exceptions import MidStreamFallbackError


def ask(recording: list[dict[str, Any]], **more: Any) -> Any:
    return litellm.completion(
        model=f"openai/{MODEL}", api_base=BASE_URL, api_key="any", max_retries=0,
        messages=recording, modalities=MODALITIES, audio=AUDIO, **more,
    )


report(
    version=importlib.metadata.version("litellm"),
    streamed=gathered(ask(messages(), **LANGUAGES, **STREAMING), lambda audio: audio["data"]),
    refused=failure(litellm.BadRequestError, lambda: ask(messages(), **NO_LANGUAGES, **STREAMING)),
    broken=failure(MidStreamFallbackError, lambda: list(ask(messages(BROKEN_RECORDING), **LANGUAGES, **STREAMING))),
    whole=whole(ask(messages(), extra_body=LANGUAGES)),
)
