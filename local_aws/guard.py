"""Who may speak to the service: programs that know its address, and no page of a browser.

A page that a user opens can send requests to the loopback interface, too: with forms and images from its own origin,
or under its own name if its DNS answers with our address (DNS rebinding). Browsers say where a request comes from, in
Host, Origin and Sec-Fetch-Site; programs send none of the last two.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping

HOST = re.compile(r"(?:\[(?P<address>[^\[\]]*)\]|(?P<name>[^:\[\]]+))(?::\d*)?")


class Guard:
    """The hosts and origins that a service was started for, beside addresses in figures and localhost."""

    def __init__(self, hosts: Iterable[str] = (), origins: Iterable[str] = ()) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._origins = frozenset(origin.lower().rstrip("/") for origin in origins)

    def refusal(self, method: str, headers: Mapping[str, str]) -> str:
        """Why a request is refused, with the way out; "" if it is not."""
        host = headers.get("Host")
        if host is not None and not self._knows(_name(host)):
            return f"The host {host!r} is not known here: start local_aws with --allow-host {_name(host)}."
        origin = headers.get("Origin")
        if origin is not None:
            allowed = self.allows(origin) or origin.lower() == f"http://{host}".lower()
            way_out = f"start local_aws with --allow-origin {origin}"
            return "" if allowed else f"Pages of {origin} may not use this service: {way_out}."
        return "" if _from_no_page(method, headers) else "Pages of another origin may not use this service."

    def allows(self, origin: str) -> bool:
        """Whether pages of an origin may use the service and read its answers."""
        return origin.lower() in self._origins

    def _knows(self, name: str) -> bool:
        if name in self._hosts or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def _from_no_page(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request without Origin comes from a program, our own address, or a link that a user follows."""
    site = headers.get("Sec-Fetch-Site", "none")
    follows_link = method == "GET" and (headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest")) == (
        "navigate",
        "document",
    )
    return site in ("none", "same-origin") or follows_link


def _name(host: str) -> str:
    """A Host without its port, an IPv6 address without brackets; what is none as it is."""
    found = HOST.fullmatch(host.strip().lower())
    return (found["address"] or found["name"].rstrip(".")) if found else host
