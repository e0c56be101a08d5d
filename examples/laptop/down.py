"""`make down`: stop what `make up` started."""

from __future__ import annotations

from examples.laptop.up import console, down

if __name__ == "__main__":
    console.print(f"stopped {down()} services")
