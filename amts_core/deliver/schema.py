"""JSON with a version, in camel case: what is left for later versions, and for other programs, to read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from amts_core.errors import AmtsError

T = TypeVar("T")
RECORD = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, extra="ignore")
"""Of dataclasses that stand in such JSON."""


@dataclass(frozen=True)
class Schema(Generic[T]):
    """How values of a type, which have a `schema_version`, are written and read; `mend` is the way out of damage."""

    form: type[T]
    version: int
    mend: str

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self.form)

    def dump(self, value: T) -> str:
        """The value as JSON, with a line end."""
        return self._adapter.dump_json(value, by_alias=True, indent=1).decode() + "\n"

    def load(self, content: str | bytes, name: str) -> T:
        """The value in this JSON; raises AmtsError, which calls it `name`, for what this version cannot read."""
        try:
            value: Any = self._adapter.validate_json(content)
        except ValidationError as error:
            place = ".".join(map(str, error.errors()[0]["loc"]))
            raise AmtsError(f"{name} cannot be read ({place}): {self.mend}") from None
        if value.schema_version != self.version:
            raise AmtsError(
                f"{name} has schema version {value.schema_version}, this program reads {self.version}: {self.mend}"
            )
        return value  # type: ignore[no-any-return]
