"""The connection to a language model: one question, one answer, or the reason why there is none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
from pydantic import SecretStr

from contracts.dialogue import Opinion
from hotline.configuration.second_opinion import SecondOpinionSettings
from hotline.guidance.second_opinion.answer import AnswerError, opinion
from hotline.guidance.second_opinion.question import Choices, body

Answer = TypeVar("Answer")

LARGEST_ANSWER = 64 * 1024
"""Bytes; a completion of this kind has about one thousand."""


class NoOpinion(Exception):
    """There is no answer; the text says why, without what the caller said."""


class Late(NoOpinion):
    """No answer within the time limit."""


class LanguageModel:
    """Asks one service. Made by `connect`."""

    def __init__(
        self, settings: SecondOpinionSettings, session: aiohttp.ClientSession, key: SecretStr | None
    ) -> None:
        self._settings = settings
        self._session = session
        self._headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if key is not None:
            self._headers["Authorization"] = f"Bearer {key.get_secret_value()}"

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, settings: SecondOpinionSettings, key: SecretStr | None
    ) -> AsyncIterator[LanguageModel]:
        """Connects with the first question; closes the connections at the end."""
        connector = aiohttp.TCPConnector(limit=settings.most_at_once)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield cls(settings, session, key)

    async def ask(self, choices: Choices, text: str, likely: Sequence[str]) -> Opinion:
        """What `text` wants, of the intents in `choices`. Raises `NoOpinion`, within the time limit."""
        offered = choices.offered(text, likely)
        request = body(self._settings, choices, offered, text, likely)
        return await self.complete(request, lambda data: opinion(data, offered))

    async def complete(self, request: Mapping[str, Any], read: Callable[[bytes], Answer]) -> Answer:
        """What it answers, as `read` understands it, who raises `AnswerError`. Raises `NoOpinion`, within the
        time limit."""
        data = json.dumps(request, ensure_ascii=False)
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                return read(await self._post(data.encode()))
        except TimeoutError:
            raise Late(f"no answer within {self._settings.timeout_s:g} s") from None
        except aiohttp.ClientError as error:
            raise NoOpinion(str(error) or error.__class__.__name__) from None
        except (AnswerError, OSError, UnicodeError) as error:
            raise NoOpinion(str(error)) from None

    async def _post(self, data: bytes) -> bytes:
        # Redirects are not followed: neither key nor sentence goes to a place that nobody configured.
        url = f"{self._settings.url}/chat/completions"
        async with self._session.post(
            url, data=data, headers=self._headers, allow_redirects=False
        ) as response:
            if response.status != 200:
                raise AnswerError(f"status {response.status}")
            if response.content_type != "application/json":
                raise AnswerError(f"the answer is {response.content_type[:60]}, not JSON")
            answer = bytearray()
            async for piece in response.content.iter_any():
                answer += piece
                if len(answer) > LARGEST_ANSWER:
                    raise AnswerError(f"the answer is larger than {LARGEST_ANSWER} bytes")
            return bytes(answer)
