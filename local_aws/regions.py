"""The regions of AWS, as the installed botocore knows them."""

from __future__ import annotations

from functools import cache

from botocore.loaders import Loader


@cache
def known_regions() -> frozenset[str]:
    """The names of all regions of all partitions."""
    partitions = Loader().load_data("endpoints")["partitions"]
    return frozenset(region for partition in partitions for region in partition["regions"])
