"""What may be known of a profile before anybody opens it. Imports nothing heavy: the sign-in
page is shown before the database stack is loaded.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from counter_app.errors import Trouble, os_words

#: Wrong passwords before a pause, and its length in ms (等保2.0 practice: 5 tries, 10 min).
MAX_TRIES = 5
PAUSE_MS = 10 * 60 * 1000


class NotEnrolled(Trouble):
    """The profile has never been registered with a county."""

    def __init__(self) -> None:
        super().__init__("本机尚未登记到县平台", hint="请联网一次，用登记码运行 counter-app enrol")


class KeysGone(Trouble):
    """The data are there and what opens them is not. Enrolling anew would leave them shut."""

    def __init__(self) -> None:
        super().__init__(
            "本机的钥匙文件 keyring.json 不见了，数据都在，但打不开",
            hint="请把备份恢复到另一个文件夹，取其中的 keyring.json 放回来；"
            "没有备份才用新登记码运行 counter-app enrol（原数据改名保留）",
        )


def no_keyring(keyring: Path) -> Trouble:
    """Why there is none: never enrolled, or not to the end, or lost since."""
    unfinished = keyring.with_name("enrolling").exists()
    if keyring.with_name("counter.db").exists() and not unfinished:
        return KeysGone()
    return NotEnrolled()


class UnknownPerson(Trouble):
    """This work number may not open this profile (yet)."""


class LockedOut(Trouble):
    """Too many wrong passwords; ``until_ms`` says when the next try is possible."""

    def __init__(self, until_ms: int) -> None:
        moment = time.strftime("%H:%M", time.gmtime((until_ms + 8 * 3600_000) / 1000))
        super().__init__(f"密码连续输错 {MAX_TRIES} 次，请在 {moment} 以后再试")
        self.until_ms = until_ms


class WrongTry(Trouble):
    """Wrong password; ``left`` tries remain before a pause."""

    def __init__(self, left: int) -> None:
        super().__init__(f"密码不对，还可以试 {left} 次" if left else "密码不对")
        self.left = left


def last_person(keyring: Path) -> str:
    """Work number of whoever signed in last, "" for nobody.

    Raises :class:`NotEnrolled` or :class:`KeysGone`, and :class:`Trouble` when it is damaged.
    """
    try:
        last = json.loads(keyring.read_bytes()).get("last", "")
    except FileNotFoundError:
        raise no_keyring(keyring) from None
    except OSError as error:
        raise Trouble("无法使用数据文件夹", hint=os_words(error)) from error
    except (ValueError, AttributeError) as error:
        raise Trouble("本机的钥匙文件已损坏", hint="请从备份恢复或重新登记") from error
    return last if isinstance(last, str) else ""
