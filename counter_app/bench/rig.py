"""A real encrypted profile with the shipped catalogue, for measuring on."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.desk.desk import Desk, MadePaper, PaperRequest
from counter_app.desk.intake_check import (
    CheckedIntake,
    Intake,
    IntakeMaterial,
    IntakeParty,
    check_intake,
)
from counter_app.models.stamp import Actor
from counter_app.protocol.wire import ReferenceRow
from counter_app.store.catalogue import Catalogue, keep_rows, load_catalogue
from counter_app.store.identity import Identity
from counter_app.store.store import Store


def bench_identity() -> Identity:
    """A device that was never enrolled anywhere."""
    key = Ed25519PrivateKey.generate()
    return Identity(
        device="d0001",
        serial=1,
        place="421321101000",
        window=1,
        county_code="421321",
        county_url="http://127.0.0.1:9",
        public_url="http://127.0.0.1:9",
        county_key=bytes(32),
        public_key=key.public_key().public_bytes_raw(),
        private_key=key.private_bytes_raw(),
    )


def bench_store(folder: Path) -> Store:
    """A new encrypted store of such a device."""
    return Store.create(folder / "counter.db", os.urandom(32), bench_identity())


def bench_desk(folder: Path) -> Desk:
    """A desk with the shipped reference data."""
    store = bench_store(folder)
    with store.write() as tx:
        keep_rows(tx.connection, shipped_rows())
    with store.read() as connection:
        catalogue = load_catalogue(connection)
    return desk_over(store, catalogue)


def desk_over(store: Store, catalogue: Catalogue) -> Desk:
    """A town clerk at this store."""
    actor = Actor("SX0001", "样一", store.identity.place, 1, frozenset({"intake", "delivery"}))

    def make_paper(request: PaperRequest) -> MadePaper:
        from counter_app.papers import make_paper as compose

        return compose(request, catalogue, store.identity)

    return Desk(store, actor, lambda: catalogue, make_paper)


def shipped_rows() -> list[ReferenceRow]:
    """The reference data of resources/reference as edition 1."""
    from counter_app.county.reference_shipped import shipped_rows as read

    return [ReferenceRow(kind, code, 1, False, body) for kind, code, body in read()]


def sample_intake(desk: Desk) -> CheckedIntake:
    """A case of about the usual size: a promised item with all its materials."""
    catalogue = desk.catalogue()
    item = next(item for item in catalogue.items.values() if len(item.materials) >= 5)
    intake = Intake(
        item_code=item.code,
        applicant=IntakeParty(
            name="王建国",
            id_number="421321199001010015",
            phone="13800000000",
            address="湖北省随州市随县厉山镇双寨村二组十八号",
        ),
        materials=tuple(
            IntakeMaterial(name=material.name, form="original") for material in item.materials
        ),
        note="样例",
    )
    checked, problems = check_intake(intake, catalogue, desk.today, whole_form=False)
    assert checked is not None, problems
    return checked
