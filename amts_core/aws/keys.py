"""Names of keys, made from content and from any name."""

from __future__ import annotations

import hashlib
import re

UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


def safe_name(name: str) -> str:
    """A name with only letters, digits and hyphens; different names stay different."""
    safe = UNSAFE.sub("-", name).strip("-")
    return safe if safe == name else f"{safe[:80]}-{digest(name)[:8]}"


def digest(*texts: str) -> str:
    """sha256 (hex) of texts, unambiguous about where each ends."""
    joined = hashlib.sha256()
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        joined.update(f"{len(data)}:".encode())
        joined.update(data)
    return joined.hexdigest()
