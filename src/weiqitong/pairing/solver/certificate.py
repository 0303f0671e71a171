"""What is kept of a plan: the pairs, the prices that prove it, and of which problem."""

import io
import json
import zlib
from dataclasses import dataclass
from typing import Self

import numpy as np

from .problem import Ints

FORMAT = 1
_ARRAYS = ("plan", "officials", "departments", "clients")


class BadCertificate(ValueError):
    """These bytes are no certificate."""


@dataclass(frozen=True)
class Certificate:
    """A plan with its dual prices.

    digest: of the problem. cost: price of the plan. plan: (n,). officials: (m,) what one more
    client at this official would cost from there on. departments: (d,) the same once the official's
    own load is paid. clients: (n,) what serving this client costs at the margin, never more than
    leaving it unserved.
    """

    digest: str
    cost: int
    plan: Ints
    officials: Ints
    departments: Ints
    clients: Ints

    def to_bytes(self) -> bytes:
        """A line of JSON, then the arrays as little-endian int64, deflated."""
        sizes = {name: len(getattr(self, name)) for name in _ARRAYS}
        head = {"format": FORMAT, "digest": self.digest, "cost": self.cost, "sizes": sizes}
        body = b"".join(getattr(self, name).astype("<i8").tobytes() for name in _ARRAYS)
        return json.dumps(head, sort_keys=True).encode() + b"\n" + zlib.compress(body, 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` wrote; BadCertificate for anything else."""
        try:
            line, _, packed = data.partition(b"\n")
            head = json.loads(line)
            if head["format"] != FORMAT:
                raise BadCertificate(f"format {head['format']} is not known here")
            sizes = [int(head["sizes"][name]) for name in _ARRAYS]
            if min(sizes) < 0:
                raise BadCertificate("a size is negative")
            # Never more than was promised: a small file must not fill the memory.
            body = zlib.decompressobj().decompress(packed, 8 * sum(sizes) + 1)
            if len(body) != 8 * sum(sizes):
                raise BadCertificate("not as long as its first line says")
            stream = io.BytesIO(body)
            arrays = [
                np.frombuffer(stream.read(8 * size), "<i8").astype(np.int64) for size in sizes
            ]
            return cls(str(head["digest"]), int(head["cost"]), *arrays)
        except (KeyError, TypeError, ValueError, zlib.error, AttributeError) as error:
            if isinstance(error, BadCertificate):
                raise
            raise BadCertificate("this is no certificate of a pairing") from None
