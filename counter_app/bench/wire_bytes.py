"""Bytes on the wire for a case, in batches of 100, against zstd of the JSON of the same entries.

The floor tells who did what, when and where, as the entries do; what the acts alone would take
is given beside it. Ours carries the hash and the signature on top.
"""

from __future__ import annotations

import random
from typing import Any

import msgspec
import zstandard

from counter_app.bench.bulk import Story, a_story, cases
from counter_app.bench.offline import received_offline
from counter_app.bench.rig import bench_identity
from counter_app.protocol import journal, wire

BUDGET = 1.0
_BATCH = 100


def measure(quick: bool) -> dict[str, Any]:
    """Request bodies, averaged over batches of both kinds of cases."""
    batches = 5 if quick else 50
    figures = {
        "received_offline": _compare(received_offline, batches),
        "busy_hall": _compare(a_story, batches),
    }
    return {
        "budget": BUDGET,
        "batch": _BATCH,
        "figures": figures,
        "kept": all(figure["ratio"] <= BUDGET for figure in figures.values()),
    }


def _compare(story: Story, batches: int) -> dict[str, Any]:
    identity = bench_identity()
    made = cases(identity, _BATCH * batches, random.Random(1), 1_795_569_000_000, story)
    ours = floor = acts_alone = 0
    head = journal.genesis(identity.public_key)
    for _ in range(batches):
        entries = [entry for _ in range(_BATCH) for entry in next(made)[2]]
        data = [journal.encode_entry(entry) for entry in entries]
        head = journal.chain_all(head, data)
        last = entries[-1].n
        signature = journal.sign_head(identity.signing_key, identity.device, last, head)
        ours += len(wire.pack(wire.PushRequest(entries[0].n, tuple(data), head, signature)))
        acts = [msgspec.msgpack.decode(entry.act) for entry in entries]
        acts_alone += _zstd(acts)
        floor += _zstd(
            [
                msgspec.structs.asdict(entry) | {"act": act}
                for entry, act in zip(entries, acts, strict=True)
            ]
        )
    number = _BATCH * batches
    return {
        "ours_bytes_a_case": round(ours / number, 1),
        "floor_bytes_a_case": round(floor / number, 1),
        "ratio": round(ours / floor, 3),
        "acts_alone_bytes_a_case": round(acts_alone / number, 1),
        "ratio_to_acts_alone": round(ours / acts_alone, 3),
    }


def _zstd(value: object) -> int:
    """At the library's own level."""
    return len(zstandard.ZstdCompressor().compress(msgspec.json.encode(value)))
