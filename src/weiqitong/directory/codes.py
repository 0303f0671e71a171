"""Codes the product gives out itself, where the state has given none yet."""

import hashlib

from .models import Region


def local_code(kind: str, name: str, region: Region) -> str:
    """A code for a client that has none, the same each time the roster comes."""
    digest = hashlib.sha256(f"{kind}|{name}|{region.path}".encode()).hexdigest()
    return f"L-{digest[:16]}"
