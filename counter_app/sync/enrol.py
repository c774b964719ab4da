"""Enrolment (设备登记): one connection, one code, and the profile can work without a line."""

from __future__ import annotations

import os

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app import __version__
from counter_app.errors import Trouble
from counter_app.protocol import wire
from counter_app.protocol.journal import PROTOCOL_VERSION
from counter_app.store.identity import Identity
from counter_app.store.keyring import Keyring
from counter_app.store.profile import Profile
from counter_app.store.store import Store
from counter_app.sync.exchange import sync_once
from counter_app.sync.line import send


def enrol(profile: Profile, county_url: str, code: str) -> Identity:
    """Register this machine and fetch everything it needs to work offline.

    Raises :class:`Trouble` when the profile is enrolled already, the county cannot be
    reached, or the code is unknown, used or expired. A half-made profile is removed.
    """
    with profile.lock():
        if profile.enrolled:
            raise Trouble("本机已经登记过", hint="如需重新登记,请换一个数据文件夹")
        profile.set_unopenable_aside()
        county_url = county_url.rstrip("/")
        key = Ed25519PrivateKey.generate()
        public_key = key.public_key().public_bytes_raw()
        request = wire.EnrolRequest(code.strip(), public_key, __version__, PROTOCOL_VERSION)
        try:
            with httpx.Client(base_url=county_url, timeout=30.0) as http:
                headers = {"Content-Type": wire.MEDIA_TYPE}
                body = send(http, "POST", "/api/v1/enrol", wire.pack(request), headers)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise Trouble("县平台地址写法不对", hint="例如 http://10.0.0.5:8443") from error
        reply = wire.unpack(body, wire.EnrolReply)
        identity = Identity(
            device=reply.device,
            serial=reply.serial,
            place=reply.place,
            window=reply.window,
            county_code=reply.county_code,
            county_url=county_url,
            public_url=reply.public_url.rstrip("/"),
            county_key=reply.county_key,
            public_key=public_key,
            private_key=key.private_bytes_raw(),
        )
        data_key = os.urandom(32)
        store = Store.create(profile.database, data_key, identity)
        try:
            keyring = Keyring(profile.keyring, profile.attempts)
            sync_once(store, admit=lambda people: keyring.admit(people, data_key))
            if not profile.keyring.exists():
                raise Trouble("县平台没有给出本窗口的人员", hint="请县平台先登记人员再试")
        except BaseException:
            store.close()
            for leftover in profile.root.glob("counter.db*"):
                leftover.unlink()
            raise
        store.close()
    return identity
