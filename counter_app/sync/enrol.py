"""Enrolment (设备登记): one connection, one code, and the profile can work without a line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import httpx

from counter_app import __version__
from counter_app.errors import Trouble
from counter_app.protocol import version, wire
from counter_app.store import pending
from counter_app.store.identity import Identity
from counter_app.store.keyring import Keyring
from counter_app.store.pending import Keys
from counter_app.store.profile import Profile
from counter_app.store.store import Store
from counter_app.sync.line import Elsewhere, Offline, Rejected, send
from counter_app.sync.snapshot import first_sync


def enrol(profile: Profile, county_url: str, code: str) -> Identity:
    """Register this machine and fetch everything it needs to work offline.

    May be cut anywhere: with the same code it goes on where it was. Until everything is here
    nobody can sign in. Raises :class:`Trouble` when the profile is enrolled already, the
    county cannot be reached, or the code is unknown, used or expired.
    """
    try:
        return _enrol(profile, county_url, code)
    except Offline as error:
        # What comforts somebody at work is nothing to whoever has not even begun.
        raise Offline(
            f"{error.message.removesuffix('，可继续离线办理')}，登记没有完成",
            hint=f"{error.hint and error.hint + '；'}登记码没有作废，线路好了用同一个码再登记",
        ) from error


def _enrol(profile: Profile, county_url: str, code: str) -> Identity:
    county_url = county_url.strip().rstrip("/")
    _check_address(county_url)
    with profile.lock():
        keys = pending.resume(profile.enrolling, code)
        if profile.enrolled and keys is None:
            raise Trouble("本机已经登记过", hint="如需重新登记，请换一个数据文件夹")
        if keys is None:
            profile.first_parts.unlink(missing_ok=True)
            profile.set_unopenable_aside()
            keys = pending.begin(profile.enrolling, code)
        try:
            reply = _register(county_url, code, keys)
        except Rejected:
            if not profile.database.exists():
                profile.enrolling.unlink(missing_ok=True)
            raise
        identity = Identity(
            device=reply.device,
            serial=reply.serial,
            place=reply.place,
            window=reply.window,
            county_code=reply.county_code,
            county_url=county_url,
            public_url=reply.public_url.rstrip("/"),
            county_key=reply.county_key,
            public_key=keys.public_key,
            private_key=keys.private_key,
        )
        store = _store(profile, keys, identity)
        try:
            _fetch(profile, store, keys.data_key)
        finally:
            store.close()
        profile.enrolling.unlink(missing_ok=True)
    return identity


def _register(
    county_url: str, code: str, keys: Keys, protocol: int = version.PROTOCOL
) -> wire.EnrolReply:
    """Show code and key; the same key with the same code gets the same answer again."""
    request = wire.EnrolRequest(code.strip(), keys.public_key, __version__, protocol)
    try:
        with httpx.Client(base_url=county_url, timeout=30.0) as http:
            headers = {"Content-Type": wire.MEDIA_TYPE}
            body = send(http, "POST", "/api/v1/enrol", wire.pack(request), headers)
    except Rejected as error:
        spoken = version.common(error.refusal.expected, protocol)
        if error.refusal.reason != "protocol" or spoken is None:
            raise
        return _register(county_url, code, keys, spoken)  # a county of an older program
    try:
        return wire.unpack(body, wire.EnrolReply)
    except Trouble as error:
        raise Elsewhere("线路上有别的设备应答，没有连到县平台") from error


def _check_address(url: str) -> None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise _wrong_address() from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise _wrong_address()


def _wrong_address() -> Trouble:
    return Trouble("县平台地址写法不对", hint="例如 http://10.0.0.5:8443")


def _store(profile: Profile, keys: Keys, identity: Identity) -> Store:
    """The database of this enrolment: the one that is there, or a new one."""
    if profile.enrolled:
        return Store.open(profile.database, keys.data_key)
    if profile.database.exists():
        # Nobody could sign in yet, so nothing of anybody's is in there.
        with suppress(Trouble):
            store = Store.open(profile.database, keys.data_key)
            if store.identity == identity:
                return store
            store.close()
        _remove(profile.database)
    return Store.create(profile.database, keys.data_key, identity)


def _remove(database: Path) -> None:
    for leftover in database.parent.glob(database.name + "*"):
        leftover.unlink()


def _fetch(profile: Profile, store: Store, data_key: bytes) -> None:
    """Cases, then reference data, then the people: the keyring last, as it is the door."""
    keyring = Keyring(profile.keyring, profile.attempts)
    first_sync(store, profile.first_parts, lambda people: keyring.admit(people, data_key))
    if not profile.keyring.exists():
        raise Trouble("县平台没有给出本窗口的人员", hint="请县平台先登记人员，再用同一登记码重试")
