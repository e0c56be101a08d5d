"""Custom terminologies: import, delete, and their terms for a pair of languages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from local_aws.translate.exceptions import (
    InvalidParameterValueException,
    LimitExceededException,
    ResourceNotFoundException,
)
from local_aws.translate.models.region import Region, Surroundings
from local_aws.translate.records import Terminology
from local_aws.translate.tabular import UnreadableFileError
from local_aws.translate.terminology import TermTable, read_terms

MOST_TERMINOLOGIES = 100


class TerminologyPart(Region):
    """The terminologies of a region."""

    def __init__(self, account: str, region: str, around: Surroundings) -> None:
        super().__init__(account, region, around)
        self._terminologies = {n: Terminology.from_json(b) for n, b in around.store.all("terminology", self.scope)}
        self._term_tables: dict[str, tuple[str, TermTable]] = {}

    def import_terminology(
        self,
        name: str,
        content: bytes,
        file_format: str,
        directionality: str,
        description: str | None,
        encryption_key: dict[str, str] | None,
        tags: dict[str, str],
    ) -> Terminology:
        """Make or replace a terminology."""
        try:
            table = read_terms(content, file_format)
        except UnreadableFileError as error:
            raise InvalidParameterValueException(f"The terminology file cannot be used: {error}.") from error
        with self.lock:
            present = self._terminologies.get(name)
            if present is None and len(self._terminologies) >= MOST_TERMINOLOGIES:
                raise LimitExceededException(f"There are already {MOST_TERMINOLOGIES} terminologies.")
            version = uuid.uuid4().hex
            self.files.write(f"terminology/{name}/{version}", content)
            terminology = Terminology(
                name=name,
                arn=self._arn(f"terminology/{name}/LATEST"),
                format=file_format,
                directionality=directionality,
                source_language=table.source_language,
                target_languages=table.target_languages,
                size=len(content),
                terms=len(table.entries),
                skipped=table.skipped,
                version=version,
                created_at=present.created_at if present else self.around.clock(),
                updated_at=self.around.clock(),
                description=description,
                encryption_key=encryption_key,
            )
            self._terminologies[name] = terminology
            self._set_tags(terminology.arn, {**self._tags.get(terminology.arn, {}), **tags})
            self.around.store.save("terminology", self.scope, name, terminology.as_json())
            self.files.delete_all(f"terminology/{name}/", but=f"terminology/{name}/{version}")
            return terminology

    def terminology(self, name: str) -> Terminology:
        """The terminology of this name; raises ResourceNotFoundException."""
        with self.lock:
            if name not in self._terminologies:
                raise ResourceNotFoundException(f"There is no terminology with the name {name}.")
            return self._terminologies[name]

    def list_terminologies(self) -> list[Terminology]:
        """All terminologies by name."""
        with self.lock:
            return [terminology for _, terminology in sorted(self._terminologies.items())]

    def delete_terminology(self, name: str) -> None:
        """Remove a terminology."""
        with self.lock:
            terminology = self.terminology(name)
            del self._terminologies[name]
            self._term_tables.pop(name, None)
            self._set_tags(terminology.arn, {})
            self.around.store.delete("terminology", self.scope, name)
            self.files.delete_all(f"terminology/{name}/")

    def terms(self, names: Sequence[str], source_language: str, target_language: str) -> list[tuple[str, str]]:
        """The terms of terminologies for a pair of languages; raises ResourceNotFoundException."""
        found: list[tuple[str, str]] = []
        for name in names:
            with self.lock:
                terminology = self.terminology(name)
                table = self._term_table(terminology)
            found += table.terms(source_language, target_language, terminology.directionality)
        return found

    def _term_table(self, terminology: Terminology) -> TermTable:
        """The entries of a terminology, read once a version."""
        version, table = self._term_tables.get(terminology.name, ("", None))
        if table is None or version != terminology.version:
            content = self.files.read(f"terminology/{terminology.name}/{terminology.version}")
            table = read_terms(content, terminology.format)
            self._term_tables[terminology.name] = (terminology.version, table)
        return table
