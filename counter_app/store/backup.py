"""Backup (备份) and restore (恢复): one file with everything needed to go on on another machine.

The file: a first line, the length of the header (4 bytes, big endian), the header (JSON), its
SHA-256, then the parts one after the other. The databases inside are as encrypted as in the
profile, under the same data key; the header holds neither names nor keys. The copy of the
cache already says that it comes from a backup, so however it is put back, its device number
is renewed before anything is recorded under it: what was issued after the backup may be lost.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec.structs import replace

from counter_app.errors import Refused, Trouble, os_words
from counter_app.store.engine import connect
from counter_app.store.files import sync_folder
from counter_app.store.identity import Head, Identity, keep
from counter_app.store.profile import Profile
from counter_app.store.standing import Standing

_FIRST = b"counter-app backup\n"
_FORMAT = 1
_BLOCK = 1 << 20
_MAX_HEADER = 64 * 1024
_HASH_BYTES = 32

DATABASE = "counter.db"
KEYRING = "keyring.json"
ATTACHMENTS = "attachments.db"
_NAMES = (KEYRING, DATABASE, ATTACHMENTS)


class Part(msgspec.Struct, frozen=True):
    """One file inside. ``size`` in bytes, ``sha256`` in hex."""

    name: str
    size: int
    sha256: str


class Header(msgspec.Struct, frozen=True):
    """What may be known without a password. ``made_ms``: when, ms since the epoch (UTC)."""

    format: int
    device: str
    place: str
    made_ms: int
    entries: int
    unsent: int
    parts: tuple[Part, ...]


def back_up(
    profile: Profile, data_key: bytes, target: Path, made_ms: int, *, attachments: bool = True
) -> Header:
    """Write the backup durably: until it is complete, ``target`` is what it was before.

    The profile must be held. Raises :class:`Trouble`.
    """
    copies = {DATABASE: profile.root / "backup-counter.new"}
    attached = profile.root / ATTACHMENTS
    if attachments and attached.exists():
        copies[ATTACHMENTS] = profile.root / "backup-attachments.new"
    try:
        identity, head = _copy_cache(profile.database, copies[DATABASE], data_key)
        if ATTACHMENTS in copies:
            _copy_attachments(attached, copies[ATTACHMENTS], data_key)
        sources = {KEYRING: profile.keyring, **copies}
        parts = tuple(_measure(name, path) for name, path in sources.items())
        header = Header(
            _FORMAT, identity.device, identity.place, made_ms, head.n, head.unsent, parts
        )
        _write(target, header, [sources[part.name] for part in parts])
        return header
    except OSError as error:
        raise Trouble("备份没有完成，原来的数据没有变动", hint=os_words(error)) from error
    finally:
        for each in copies.values():
            _remove(each)


def read_header(source: Path) -> Header:
    """What a backup says of itself. Raises :class:`Refused` for anything else."""
    with _opened(source) as file:
        return _header(file)


def restore(source: Path, profile: Profile, *, replace_old: bool = False) -> Header:
    """Put a backup into a profile folder. The folder must be held.

    Everything is checked and lies durably beside its place before the first name changes. An
    enrolled profile is refused, or with ``replace_old`` set aside under another name. Raises
    :class:`Refused`, :class:`Trouble`.
    """
    if profile.enrolled and not replace_old:
        raise Refused(
            "这个数据文件夹里已有登记过的本机数据，没有恢复",
            hint="请换一个空文件夹，或加 --replace（原数据改名保留）",
        )
    aside = {name: profile.root / f"restore-{name}.new" for name in _NAMES}
    try:
        with _opened(source) as file:
            header = _header(file)
            for part in header.parts:
                _unpack(file, part, aside[part.name])
            if file.read(1):
                raise _damaged()
        profile.set_database_aside()
        for part in header.parts:
            os.replace(aside[part.name], profile.root / part.name)
        sync_folder(profile.root)
        return header
    except OSError as error:
        raise Trouble("恢复没有完成，备份文件没有变动", hint=os_words(error)) from error
    finally:
        for each in aside.values():
            _remove(each)


# ---- making


def _copy_cache(source: Path, target: Path, data_key: bytes) -> tuple[Identity, Head]:
    """Copy the cache, mark the copy as one from a backup; who and how far it is."""
    _copy(source, target, data_key)
    copy = connect(target, data_key)
    try:
        stored = dict(copy.execute("SELECT key, value FROM meta").fetchall())
        standing = Standing()
        if "standing" in stored:
            standing = msgspec.msgpack.decode(stored["standing"], type=Standing)
        # The pending key stays behind: two machines must not become the same new device.
        keep(copy, "standing", replace(standing, restored=True, pending=None, stopped=""))
        _one_file(copy)
        return (
            msgspec.msgpack.decode(stored["identity"], type=Identity),
            msgspec.msgpack.decode(stored["head"], type=Head),
        )
    finally:
        copy.close()


def _copy_attachments(source: Path, target: Path, data_key: bytes) -> None:
    try:
        _copy(source, target, data_key)
    except Trouble as error:
        raise Trouble(
            f"附件没有备份成：{error.message}", hint="办件可以先用 --without-attachments 单独备份"
        ) from error


def _copy(source: Path, target: Path, data_key: bytes) -> None:
    """A consistent copy under the same key, examined before it counts."""
    import sqlcipher3.dbapi2 as sqlcipher

    _remove(target)
    here = connect(source, data_key)
    try:
        copy = connect(target, data_key)
        try:
            here.backup(copy)
            if not _sound(copy):
                raise _unsound()
            _one_file(copy)
        except sqlcipher.DatabaseError as error:
            raise (_not_written() if _sound(here) else _unsound()) from error
        finally:
            copy.close()
    finally:
        here.close()


def _sound(connection: Any) -> bool:
    import sqlcipher3.dbapi2 as sqlcipher

    try:
        whole: bool = connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        return whole and not connection.execute("PRAGMA cipher_integrity_check").fetchall()
    except sqlcipher.DatabaseError:
        return False


def _unsound() -> Trouble:
    return Trouble("本机数据文件有损坏，没有做成备份", hint="请停止收件，运行 counter-app doctor")


def _not_written() -> Trouble:
    return Trouble(
        "磁盘已满或读写出错，没有做成备份，原来的数据没有变动", hint="请清理或更换磁盘后重做"
    )


def _one_file(connection: Any) -> None:
    """Nothing may be left beside the file in a write-ahead log."""
    connection.execute("PRAGMA journal_mode = DELETE").fetchall()


def _measure(name: str, path: Path) -> Part:
    digest = hashlib.sha256()
    size = 0
    with open(path, "rb") as file:
        for block in _blocks(file):
            digest.update(block)
            size += len(block)
    return Part(name, size, digest.hexdigest())


def _write(target: Path, header: Header, sources: list[Path]) -> None:
    aside = target.with_name(target.name + ".new")
    told = msgspec.json.encode(header)
    try:
        with open(aside, "wb") as file:
            file.write(_FIRST + len(told).to_bytes(4, "big") + told)
            file.write(hashlib.sha256(told).digest())
            for source in sources:
                with open(source, "rb") as part:
                    for block in _blocks(part):
                        file.write(block)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, target)
        sync_folder(target.parent)
    finally:
        _remove(aside)


# ---- reading


def _opened(source: Path) -> IO[bytes]:
    try:
        return open(source, "rb")
    except OSError as error:
        raise Trouble(f"读不了备份文件 {source}", hint=os_words(error)) from error


def _header(file: IO[bytes]) -> Header:
    if file.read(len(_FIRST)) != _FIRST:
        raise Refused("这不是柜台的备份文件，没有恢复任何内容")
    size = int.from_bytes(file.read(4), "big")
    told = file.read(size) if size <= _MAX_HEADER else b""
    if hashlib.sha256(told).digest() != file.read(_HASH_BYTES):
        raise _damaged()
    try:
        header = msgspec.json.decode(told, type=Header)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise _damaged() from error
    names = {part.name for part in header.parts}
    if header.format != _FORMAT or not {DATABASE, KEYRING} <= names <= set(_NAMES):
        raise Refused("备份文件由更新的程序写成，没有恢复任何内容", hint="请安装新版程序")
    return header


def _unpack(file: IO[bytes], part: Part, target: Path) -> None:
    digest = hashlib.sha256()
    left = part.size
    with open(target, "wb") as out:
        while left:
            block = file.read(min(left, _BLOCK))
            if not block:
                raise Refused("备份文件不完整，没有恢复任何内容", hint="请重新拷贝或换一份备份")
            digest.update(block)
            out.write(block)
            left -= len(block)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != part.sha256:
        raise _damaged()


def _damaged() -> Refused:
    return Refused("备份文件已损坏，没有恢复任何内容", hint="请换一份备份")


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _remove(path: Path) -> None:
    for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        each.unlink(missing_ok=True)
