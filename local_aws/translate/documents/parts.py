"""A document as the service sees it: its text, and the parts of it that are translated."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from local_aws.engines.adaptive.markup import TAG, mask, tokenised
from local_aws.engines.adaptive.repair import plain, well_nested
from local_aws.engines.base import EngineError, Translation

SURROGATE = re.compile("[\ud800-\udfff]")  # half a character
PLACEHOLDER = re.compile(r'<keep id="(\d+)" key="[^"]*" translate="no"/>')
STAND_IN = re.compile(r'</?[^\s/>]+ keep="(\d+)">')
LOG = logging.getLogger(__name__)


class DocumentError(Exception):
    """A document that cannot be translated; `code` and the message go into the details of the job."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def placeholder(number: int, key: str) -> str:
    """What an engine gets in place of something it must not see; `key` is equal for equal contents."""
    return f'<keep id="{number}" key="{key}" translate="no"/>'


def stand_in(number: int, tag: str, *, is_end: bool) -> str:
    """What an engine gets in place of a tag with quotes that not everybody reads alike, as in <b title=it's>."""
    return f'<{"/" * is_end}{tag} keep="{number}">'


def is_plain_tag(raw: str) -> bool:
    """Whether a tag can stand in a fragment as it is: everybody reads it alike, and it is no stand-in."""
    return bool(TAG.fullmatch(raw)) and not STAND_IN.fullmatch(raw)


@dataclass(frozen=True, slots=True)
class Part:
    """A segment: `fragment` is what the engine gets (inline HTML), it stands at [start, end) of the document.

    `name` is the id of the element it stands in, "" without one. `kept` are the bytes behind the placeholders and
    stand-ins of the fragment. `literal` says that the document is plain text there: "&" is a character.
    """

    start: int
    end: int
    fragment: str
    name: str = ""
    kept: tuple[str, ...] = ()
    literal: bool = False

    def check(self, translation: str) -> None:
        """Raise ValueError unless a translation has exactly the markup of the fragment, well nested, and a text."""
        masked = mask(self.fragment)
        text, exact = tokenised(translation, masked)
        if not exact or not well_nested(text, {token.number: token for token in masked.tokens}):
            raise ValueError("lost markup")
        if not plain(text).strip():
            raise ValueError("lost the text")
        if SURROGATE.search(translation):
            raise ValueError("broke a character")

    def written(self, translation: str) -> str:
        """A checked translation as it stands in the document."""
        done, pieces = 0, []
        for tag in TAG.finditer(translation):
            pieces.append(self._text(translation[done : tag.start()]))
            found = PLACEHOLDER.fullmatch(tag.group()) or STAND_IN.fullmatch(tag.group())
            pieces.append(self.kept[int(found[1]) - 1] if found else tag.group())
            done = tag.end()
        return "".join([*pieces, self._text(translation[done:])])

    def characters(self, source: str) -> int:
        """How many characters the `source` of the part has, without tags."""
        return len(source if self.literal else html.unescape(TAG.sub("", source)))

    def _text(self, piece: str) -> str:
        return html.unescape(piece) if self.literal else piece


@dataclass(frozen=True)
class Document:
    """A text and its parts in order."""

    text: str
    parts: tuple[Part, ...]

    @property
    def characters(self) -> int:
        """The characters of the parts, without tags."""
        return sum(part.characters(self.text[part.start : part.end]) for part in self.parts)

    @property
    def plain(self) -> str:
        """What there is to translate, as text."""
        return "\n".join(html.unescape(TAG.sub("", part.fragment)) for part in self.parts)

    def with_translations(self, translations: Sequence[str], target_language: str) -> bytes:
        """The document with one checked translation a part; everything else stays byte for byte.

        A document that names its language names the target language then.
        """
        pieces: list[str] = []
        done = 0
        for part, translation in zip(self.parts, translations, strict=True):
            pieces += [self.text[done : part.start], part.written(translation)]
            done = part.end
        return "".join([*pieces, self.text[done:]]).encode()


def checked(parts: Sequence[Part], made: Iterator[Translation]) -> Iterator[Translation]:
    """The translations of parts as an engine makes them; raises DocumentError for one whose markup is not right."""
    for number, part in enumerate(parts, 1):
        translation = _next(made, number)
        if translation is None:
            raise DocumentError(
                "InternalServerException", f"the engine gave {number - 1} translations for {len(parts)} segments"
            )
        try:
            part.check(translation.text)
        except ValueError as error:
            raise DocumentError("InternalServerException", f"the engine {error} of segment {number}") from error
        yield translation
    if _next(made, len(parts)) is not None:
        raise DocumentError("InternalServerException", f"the engine gave more than {len(parts)} translations")


def _next(made: Iterator[Translation], number: int) -> Translation | None:
    """The next translation; raises DocumentError if the engine breaks on it, EngineError if it cannot work at all."""
    try:
        return next(made, None)
    except EngineError:
        raise
    except Exception as error:
        LOG.exception("the engine broke at segment %d", number)
        raise DocumentError("InternalServerException", f"the engine broke at segment {number}: {error!r}") from error


def decode(content: bytes) -> str:
    """The text of a document; raises DocumentError unless it is UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(
            "InvalidRequestException", f"the document is not UTF-8: {error.reason} at byte {error.start}"
        ) from error


def has_letters(text: str) -> bool:
    """Whether there is anything to translate."""
    return any(character.isalpha() for character in text)
