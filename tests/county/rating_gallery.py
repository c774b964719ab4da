"""Draws every state of the rating page at phone size: ``rating_gallery.py OUT``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from browser_rig import Browser, browser
from county_rig import TOWN, CountyRig, enrol_directly
from rating_page_rig import CLOSED, accepted, card, case, code

from counter_app.county.server import wall_ms
from counter_app.protocol.tokens import Purpose

DAY_MS = 24 * 60 * 60 * 1000


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser() as phones:
        rig = CountyRig.sample(Path(folder))
        with rig.opened() as database, rig.serve() as served:
            device = enrol_directly(database, TOWN)
            device.now_ms = wall_ms()
            case(database, device, *CLOSED)
            case(database, device, accepted(), running=2)
            rate = f"{served.url}/r/"
            draw(phones, out, rate, code(device), code(device, 2, Purpose.RATING_ACCEPTANCE))
            with phones.phone() as phone:
                pages = {
                    "not-arrived": code(device, 9),
                    "window": card(device),
                    "expired": code(device, 7, issued_ms=device.now_ms - 60 * DAY_MS),
                    "closed-window": card(device, 99),
                    "forged": "A" * 107,
                }
                for name, text in pages.items():
                    phone.open(rate + text)
                    phone.picture(out / f"{name}.png")
                for _ in range(70):
                    if phone.status == 429:
                        break
                    phone.open(rate + "B" * 107)
                phone.picture(out / "too-often.png")


def draw(phones: Browser, out: Path, rate: str, first: str, second: str) -> None:
    """One person's way through the form, then the same page as other phones show it."""
    with phones.phone(scripts=False) as phone:
        phone.open(rate + first)
        phone.picture(out / "form.png")
        phone.picture(out / "form-screen.png", whole=False)
        phone.send()
        phone.picture(out / "nothing-chosen.png")
        phone.tap("label[for=grade-dissatisfied]")
        phone.tap("label[for=dissatisfied-other]")
        phone.tap("label[for=dissatisfied-late]")
        phone.tap("summary")
        phone.type("#phone", "1381234567")
        phone.picture(out / "filled.png")
        phone.send()
        phone.picture(out / "wrong.png")
    for name, dark, size in (("dark", True, 16), ("large", False, 32), ("dark-large", True, 24)):
        with phones.phone(dark=dark, text=size) as phone:
            phone.open(rate + second)
            phone.tap("label[for=grade-fair]")
            phone.picture(out / f"{name}.png")
    with phones.phone() as phone:
        phone.open(rate + first)
        phone.tap("label[for=grade-very_satisfied]")
        phone.tap("label[for=very_satisfied-warm_quick]")
        phone.picture(out / "good.png")
        phone.send()
        phone.picture(out / "thanks.png")
        phone.open(rate + first)
        phone.picture(out / "rated.png")
        phone.open(rate + second)
        phone.tap("label[for=grade-very_dissatisfied]")
        phone.send()
        phone.picture(out / "thanks-bad.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
