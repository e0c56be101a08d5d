"""The documents of a job: those in its input folder."""

from __future__ import annotations

import re

from local_aws.s3.buckets import Buckets, NoSuchObjectError, StoredObject
from local_aws.translate.uris import S3Place

MOST_DOCUMENTS = 1_000_000
LARGEST_JOB = 5 * 1024**3
# Folder marks, and results where the output folder lies inside the input folder.
OWN_FILES = re.compile(r"/$|/\.write_access_check_file\.temp$|/\d{12}-TranslateText-[0-9a-f]{32}/")


def documents_below(buckets: Buckets, input_uri: str) -> list[StoredObject]:
    """The documents of an input folder; raises NoSuchObjectError if there are none or a rule is broken."""
    place = S3Place.parse(input_uri)
    if not place.key:
        raise NoSuchObjectError(f"{input_uri} is a whole bucket; the documents must be in a folder")
    folder = place.folder
    found = [entry for entry in buckets.list(folder.bucket, folder.key) if not OWN_FILES.search(entry.key)]
    if not found:
        raise NoSuchObjectError(f"there are no documents in the folder {folder}")
    if any("details" in entry.key.removeprefix(folder.key).split("/")[:-1] for entry in found):
        raise NoSuchObjectError(f"{folder} holds a folder named details, which the results need")
    if len(found) > MOST_DOCUMENTS or sum(entry.size for entry in found) > LARGEST_JOB:
        raise NoSuchObjectError(f"{folder} holds more than {MOST_DOCUMENTS} documents or 5 GB")
    return found
