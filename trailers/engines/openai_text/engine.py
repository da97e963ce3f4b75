"""Implements ports.TextModel over chat completions with structured outputs: one call a pass, at most one repair."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from trailers.domain.errors import FatalError, RetryableError, UncertainError, UserError
from trailers.domain.shot_prompts import problems_of
from trailers.engines.connections import connection
from trailers.engines.operator import option
from trailers.engines.pictures import data_uri
from trailers.engines.ports import PassAnswer, PassRequest, Usage
from trailers.engines.prices import cost

from . import music
from .drafts import DRAFTS, ScriptDraft, ShotPromptDraft
from .faults import bad_answer, classified
from .prompts import MUSIC_PASSES, PASSES, SHOT_PASSES, Message, messages, repair
from .writing import draft_problems, given_lines, script_of, script_problems, shot_prompt_of

if TYPE_CHECKING:
    from openai import OpenAI

FORMS: dict[str, type[BaseModel]] = {**DRAFTS, **music.DRAFTS}
DEFAULT_MODEL = "gpt-5.4-mini"
OWN_ADDRESS = "https://api.openai.com/v1"
_TIMEOUT_S = 600
TRIAL_S = 15
_MOST_TOKENS = 16_000


@dataclass(frozen=True, slots=True)
class _Reply:
    """What a model answered. `problems` are empty when `result` can be used."""

    content: str
    tokens: tuple[int, int]
    result: dict[str, Any] | None = None
    problems: tuple[str, ...] = ()
    cut: bool = False
    refusal: str = ""


class OpenAIText:
    """The four passes of a script, the two of a music video, and the prompts of clips, by OpenAI."""

    vendor, provider = "openai", "OpenAI"
    passes: tuple[str, ...] = (*PASSES, *MUSIC_PASSES, *SHOT_PASSES)

    @property
    def model(self) -> str:
        return option(self.vendor, "text_model") or DEFAULT_MODEL

    def run_pass(self, request: PassRequest) -> PassAnswer:
        """UserError refused.prompt, script.cut_short or script.unusable, shot.cut_short or shot.unusable for a clip's
        prompt, carry what their calls have cost. UserError engine.picture_unfit for a picture that is none."""
        if request.name not in self.passes:
            raise FatalError("script.unknown_pass", name=request.name)
        if request.brief.get("verbatim") and not given_lines(request.brief):
            raise UserError("script.nothing_spoken")
        talk = messages(request, data_uri(request.picture) if request.picture else "")
        first = self._ask(request, talk)
        if first.result is not None:
            return PassAnswer(first.result, self._usage(first))
        self._refused(first, self._usage(first))
        second = self._ask(request, [*talk, *repair(first.content, first.problems)])
        spent = self._usage(first, second)
        if second.result is not None:
            return PassAnswer(second.result, spent)
        self._refused(second, spent)
        raise UserError(
            _code(request, second),
            provider=self.provider,
            model=self.model,
            problems=" ".join(second.problems)[:500],
            cost_microusd=spent.cost_microusd,
        )

    def _ask(self, request: PassRequest, talk: list[Message]) -> _Reply:
        """One paid call."""
        import openai

        form = FORMS[request.name]
        told = connection(self.vendor)
        said: Any = talk
        with classified(self.provider, self.model):
            answer = _client(told.key, told.base_url).chat.completions.with_raw_response.parse(
                model=self.model, messages=said, response_format=form, **self._limits()
            )
        body = _body(answer.text, self.provider)
        content, refusal, tokens = _parts(body)
        try:
            parsed: Any = answer.parse().choices[0].message.parsed
        except openai.LengthFinishReasonError:
            short = ("It was cut off before its end. Be shorter.",)
            return _Reply(content, tokens, problems=short, cut=True)
        except openai.ContentFilterFinishReasonError:
            return _Reply(content, tokens, refusal="Its filter stopped the answer.")
        except ValueError:  # pydantic's, and JSON's
            parsed = None
        if refusal:
            return _Reply(content, tokens, refusal=refusal)
        return _judged(request, content, tokens, parsed, form)

    def _limits(self) -> dict[str, Any]:
        """A bound for what a runaway answer may cost."""
        return {"max_completion_tokens": _MOST_TOKENS}

    def _refused(self, reply: _Reply, spent: Usage) -> None:
        if reply.refusal:
            raise UserError(
                "refused.prompt",
                provider=self.provider,
                detail=reply.refusal[:300],
                cost_microusd=spent.cost_microusd,
            )

    def _usage(self, *replies: _Reply) -> Usage:
        units = {
            "input_tokens": sum(reply.tokens[0] for reply in replies),
            "output_tokens": sum(reply.tokens[1] for reply in replies),
        }
        return Usage(units, cost(self.vendor, self.model, units))


class LocalText(OpenAIText):
    """The same by any server that speaks chat completions: Ollama, vLLM, LM Studio, llama.cpp. Costs nothing."""

    vendor, provider = "local", "the text server"
    passes = (*PASSES, *MUSIC_PASSES)

    def _limits(self) -> dict[str, Any]:
        return {}  # servers do not agree on the name of that bound


@lru_cache(maxsize=16)
def _client(key: str, base_url: str) -> OpenAI:
    from openai import OpenAI

    return OpenAI(api_key=key, base_url=base_url or OWN_ADDRESS, max_retries=0, timeout=_TIMEOUT_S)


def try_key(vendor: str = "openai", provider: str = "OpenAI") -> str:
    """Whether the key is accepted, told by the list of models. Free, and asked once."""
    told = connection(vendor)
    try:
        with classified(provider, ""):
            models = _client(told.key, told.base_url).models.list(timeout=TRIAL_S)
    except UncertainError as error:  # nothing was bought, so nothing is uncertain
        raise RetryableError("provider.unavailable", **error.params) from error
    return f"{len(models.data)} models are offered."


def try_local() -> str:
    return try_key("local", LocalText.provider)


def _code(request: PassRequest, reply: _Reply) -> str:
    """Of an answer that could not be used after its repair."""
    if request.name in SHOT_PASSES:
        return "shot.cut_short" if reply.cut else "shot.unusable"
    return "script.cut_short" if reply.cut else "script.unusable"


def _body(text: str, provider: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError as error:
        raise bad_answer(provider, "It is no JSON.") from error
    if not isinstance(body, dict) or not body.get("choices"):
        raise bad_answer(provider, "It has no text.")
    return body


def _parts(body: dict[str, Any]) -> tuple[str, str, tuple[int, int]]:
    """Content, refusal and tokens used."""
    message, used = body["choices"][0].get("message") or {}, body.get("usage") or {}
    tokens = (int(used.get("prompt_tokens") or 0), int(used.get("completion_tokens") or 0))
    return (
        message.get("content") or "",
        message.get("refusal") or "",
        tokens,
    )


def _judged(
    request: PassRequest, content: str, tokens: tuple[int, int], parsed: Any, form: type[BaseModel]
) -> _Reply:
    """An answer held against its form, then against what makes it usable."""
    try:
        draft = parsed if parsed is not None else form.model_validate_json(_bare(content))
    except ValidationError as error:
        return _Reply(content, tokens, problems=_said(error))
    if isinstance(draft, ScriptDraft):
        script = script_of(draft, request.brief)
        problems, result = script_problems(script, request.brief), script.to_json()
    elif isinstance(draft, ShotPromptDraft):
        shot = shot_prompt_of(draft)
        problems, result = problems_of(shot), shot.to_json()
    elif request.name in MUSIC_PASSES:
        result, problems = music.judged_music(request, draft)
    else:
        problems, result = draft_problems(draft), draft.model_dump()
    return _Reply(content, tokens, None if problems else result, tuple(problems))


def _bare(content: str) -> str:
    """The JSON of an answer that was wrapped in a fence or in courtesies, as servers without schemas do."""
    found = re.search(r"\{.*\}", content, re.DOTALL)
    return found[0] if found else content


def _said(error: ValidationError) -> tuple[str, ...]:
    """Each fault with its place; never the value, which may be long."""
    listed = [
        f"{'.'.join(map(str, one['loc'])) or 'the answer'}: {one['msg']}" for one in error.errors()[:10]
    ]
    return tuple(listed) or ("It does not have the form.",)
