"""Cases of 1.5 KB as they come together at a window without a line, and a county that has them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from counter_app.bench.bulk import cases, person
from counter_app.county.database import Database
from counter_app.county.push import push
from counter_app.county.server import wall_ms
from counter_app.models.acts import Act, case as acts
from counter_app.models.case import ItemRef, MaterialForm, MaterialLine
from counter_app.models.party import Agent
from counter_app.models.reference import Item
from counter_app.protocol import journal, wire
from counter_app.store.identity import Identity
from counter_app.store.store import Store

_VILLAGES = "双寨神农封江王岗群金茶庵三合车水沟星炬幸福新集联宏富足凤凰落阳草店"
_HOUSEHOLD = ("低保户", "边缘易致贫户", "脱贫户", "一般农户", "独居老人", "残疾人家庭")


def received_offline(chance: random.Random, at_ms: int, today: date) -> list[Act]:
    """One receipt with everything that a careful agent writes down: 1.5 KB on the average."""
    item = chance.choice(_items())
    party = person(chance)
    village = "".join(chance.choices(_VILLAGES, k=2))
    lines = tuple(
        MaterialLine(each.name, chance.choice((MaterialForm.ORIGINAL, MaterialForm.COPY)))
        for each in item.materials
    )
    form = {
        "hukou_address": f"湖北省随州市随县厉山镇{village}村{chance.randrange(1, 20)}组",
        "home_address": f"湖北省随州市随县厉山镇{village}村{chance.randrange(1, 900)}号",
        "family_size": str(chance.randrange(1, 9)),
        "income": str(chance.randrange(0, 60_000)),
        "bank_account": f"62{chance.randrange(10**17):017d}",
        "land_area": f"{chance.random() * 12:.2f}",
        "household": chance.choice(_HOUSEHOLD),
        "labour": f"{chance.randrange(5)}人在外务工,{chance.randrange(3)}人在校读书",
        "contact": f"1{chance.choice('35789')}{chance.randrange(10**9):09d}",
    }
    return [
        acts.Received(
            ItemRef(
                item.code,
                item.name,
                1,
                item.department,
                item.item_type.value,
                False,
                item.promised_days,
                item.legal_days,
                result_name=item.result.name or "",
            ),
            party,
            at_ms,
            f"{chance.randrange(10**6):06d}",
            1,
            agent=Agent(person(chance), chance.choice(("配偶", "子女", "村干部")), "委托书"),
            materials=lines,
            form=form,
            channel="village",
            note=f"{party.name}本人到场,口述家庭{form['family_size']}口人,年收入{form['income']}元,"
            f"已告知{item.name[:12]}需要入户调查,材料当面核对后退还原件。",
            check_due=today + timedelta(days=7),
        )
    ]


@cache
def _items() -> tuple[Item, ...]:
    from counter_app.county.reference_shipped import shipped_rows
    from counter_app.models.reference import decode_row

    found = (decode_row(kind, body) for kind, _, body in shipped_rows() if kind == "item")
    return tuple(item for item in found if isinstance(item, Item) and 6 <= len(item.materials) <= 9)


def journal_of(identity: Identity, count: int, seed: int = 1) -> Iterator[bytes]:
    """The entries of ``count`` such cases, one each."""
    made = cases(identity, count, random.Random(seed), wall_ms(), received_offline)
    for _, _, entries in made:
        for entry in entries:
            yield journal.encode_entry(entry)


def push_all_in(database: Database, identity: Identity, count: int, seed: int = 1) -> list[bytes]:
    """Let the county have ``count`` cases of this new device without a line; their entries."""
    entries = list(journal_of(identity, count, seed))
    head = journal.genesis(identity.public_key)
    for first in range(0, count, 2000):
        part = entries[first : first + 2000]
        head = journal.chain_all(head, part)
        last = first + len(part)
        signature = journal.sign_head(identity.signing_key, identity.device, last, head)
        request = wire.PushRequest(first + 1, tuple(part), head, signature)
        push(database, identity.device, request, wall_ms)
    return entries


def fill_offline(store: Store, count: int, seed: int = 1) -> None:
    """``count`` such cases in an empty store, none of them uploaded."""
    from counter_app.bench.bulk import fill

    fill(store, count, seed, story=received_offline, unsent=count)
