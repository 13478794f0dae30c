"""The official Python client from version 3.25 on, where speech is an object: delta.audio.data."""

from typing import Any

import openai
from asked import AUDIO, BASE_URL, BROKEN_RECORDING, LANGUAGES, MODALITIES, MODEL, NO_LANGUAGES, STREAMING
from asked import failure, gathered, messages, report, whole

client = openai.OpenAI(base_url=BASE_URL, api_key="any", max_retries=0)


def ask(recording: list[dict[str, Any]], languages: dict[str, Any] = LANGUAGES, **more: Any) -> Any:
    return client.chat.completions.create(
        model=MODEL, messages=recording, modalities=MODALITIES, audio=AUDIO, extra_body=languages, **more
    )


report(
    version=openai.__version__,
    streamed=gathered(ask(messages(), **STREAMING), lambda audio: audio.data),
    refused=failure(openai.BadRequestError, lambda: ask(messages(), NO_LANGUAGES, **STREAMING)),
    broken=failure(openai.APIError, lambda: list(ask(messages(BROKEN_RECORDING), **STREAMING))),
    whole=whole(ask(messages())),
)
