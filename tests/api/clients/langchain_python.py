"""LangChain's ChatOpenAI. Its streams carry no speech, whatever the server sends; whole answers do."""

import importlib.metadata
from typing import Any

import openai
from asked import AUDIO, BASE_URL, BROKEN_RECORDING, LANGUAGES, MODALITIES, MODEL, NO_LANGUAGES
from asked import failure, messages, report
from langchain_openai import ChatOpenAI


def model(languages: dict[str, Any] = LANGUAGES) -> ChatOpenAI:
    return ChatOpenAI(
        model=MODEL, base_url=BASE_URL, api_key="any", max_retries=0, stream_usage=True,
        model_kwargs={"modalities": MODALITIES, "audio": AUDIO}, extra_body=languages,
    )


def answer(message: Any) -> dict[str, Any]:
    used = message.usage_metadata
    return {
        "text": message.content,
        "speech": message.additional_kwargs.get("audio", {}).get("data"),
        "usage": {
            "input": used["input_tokens"],
            "output": used["output_tokens"],
            "audio_input": used["input_token_details"]["audio"],
            "audio_output": used["output_token_details"]["audio"],
        },
    }


def streamed() -> dict[str, Any]:
    chunks = list(model().stream(messages()))
    return answer(sum(chunks[1:], chunks[0]))


report(
    version=importlib.metadata.version("langchain-openai"),
    streamed=streamed(),
    refused=failure(openai.BadRequestError, lambda: model(NO_LANGUAGES).invoke(messages())),
    broken=failure(openai.APIError, lambda: list(model().stream(messages(BROKEN_RECORDING)))),
    whole=answer(model().invoke(messages())),
)
