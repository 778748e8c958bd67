"""Every module of a question is in the union of all questions, and the venue's words are its own."""

import importlib
import pkgutil
from typing import get_args

import msgspec
import pytest

from hyperquote.info import requests
from hyperquote.info.requests import AnyRequest
from hyperquote.info.requests.base import InfoRequest

MODULES = [module.name for module in pkgutil.iter_modules(requests.__path__)]
ALL = get_args(AnyRequest)


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"base", "ledger_deltas"}))
def test_a_module_is_one_question_named_after_the_venues_word(name: str) -> None:
    module = importlib.import_module(f"{requests.__name__}.{name}")
    (question,) = [
        each
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, InfoRequest) and each.__module__ == module.__name__
    ]
    assert question in ALL
    word = question.__struct_config__.tag
    assert isinstance(word, str)
    assert question.__name__ == f"{word[0].upper()}{word[1:]}Request"
    assert name.replace("_", "") == word.lower()


def test_there_are_as_many_questions_as_modules() -> None:
    assert len(ALL) == len(MODULES) - 2


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.__name__)
def test_optional_arguments_are_left_out_unless_given(question: type[InfoRequest[object]]) -> None:
    fields = msgspec.structs.fields(question)
    needed = {field.name: "x" for field in fields if field.required}
    said = msgspec.to_builtins(question(**needed))
    assert list(said) == ["type", *(field.encode_name for field in fields if field.required)]
