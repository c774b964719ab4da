"""The chapter of a bad rating: given on the citizen's screen, looked into, put right, reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.demo import sample
from counter_app.demo.hall import Elsewhere
from counter_app.demo.stations import station, turn_to
from counter_app.desk.ledger_deeds import carry_out
from counter_app.errors import Bug
from counter_app.models.acts import Act, rating as acts
from counter_app.models.rating import ContactWay, Finding, FixOpinion, FixWay, RatingStage
from counter_app.models.rating_state import RatingState, RatingStatus
from counter_app.protocol.ledgers import RATING
from counter_app.rules.rating_numbers import of_case
from counter_app.store import ledger_queries

if TYPE_CHECKING:
    from counter_app.demo.walkthrough import Day

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SIGN_OUT = CONTROL | Qt.KeyboardModifier.ShiftModifier
#: 不满意, among the five tiles.
_DISSATISFIED = 3


def bad_rating_rectified(day: Day, case_number: str) -> None:
    """From the tile that the citizen touches to the review that counts it."""
    number = of_case(case_number, RatingStage.FINISHED)
    _given_on_screen(day, case_number, number)
    _sign_in(day, supervising=True)
    day.go("ratings")
    day.shot("评价-待交办")
    clerk = day.post.clerk
    _do(day, number, acts.Assigned(clerk.work_no, clerk.name, note=sample.RATING_NOTE))
    day.shot("评价-已交办")
    _do(day, number, acts.CalledBack(ContactWay.PHONE, True, sample.RATER_SAID))
    _do(day, number, acts.Found(Finding.PARTLY, sample.RATING_FACTS))
    day.shot("评价-已核实认定")
    _sign_in(day, supervising=False)  # who was rated puts it right, and judges nothing
    _do(day, number, acts.Planned(FixWay.IN_TIME, sample.RATING_MEASURE))
    _do(day, number, acts.Done(sample.RATING_RESULT))
    day.shot("评价-已整改")
    _sign_in(day, supervising=True)
    _do(day, number, acts.Revisited(FixOpinion.CONTENT, sample.RATER_CONTENT))
    day.shot("评价-再次回访")
    _sign_in(day, supervising=False)
    _reviewed(day, number)


def _reviewed(day: Day, number: str) -> None:
    """By the county's supervision: who found the facts does not review them."""
    county = station(day, Elsewhere.SUPERVISION)
    try:
        turn_to(county)
        county.enter_password()
        county.hand.until("督导看到", lambda: _standing(county, number) is RatingStatus.REVISITED)
        _do(county, number, acts.Reviewed(True, sample.RATING_REVIEW))
        county.hand.press(Key.Key_G, Qt.KeyboardModifier.AltModifier)
        county.hand.until("整改单", lambda: _state(county, number).papers)
        county.rest()
        county.shot("评价-督导审核完成")
        county.keep_papers(_state(county, number))
        county.hand.until("督导上传", lambda: not county.place.store.head.unsent)
    finally:
        county.window.close()
        turn_to(day)
    day.hand.until("镇看到审核", lambda: _standing(day, number) is RatingStatus.REVIEWED)


def _standing(day: Day, number: str) -> RatingStatus | None:
    state = ledger_queries.state_of(day.place.store, RATING.subject(number))
    return None if state is None else RatingStatus(state.status)


def _given_on_screen(day: Day, case_number: str, number: str) -> None:
    """The clerk asks by a key; what is touched on the other screen is the citizen's alone."""
    day.go("case", number=case_number)
    day.hand.press(Key.Key_F11, CONTROL)
    screen = day.window.citizen
    assert screen is not None
    day.hand.until("群众屏", lambda: screen.window is not None and screen.window.isVisible())
    assert screen.window is not None
    face = screen.window.rate_face
    day.window.shell.activateWindow()
    day.hand.settle(0.3)
    day.hand.press(Key.Key_F7)
    day.hand.until("评价屏", lambda: face.isVisible())
    QTest.mouseClick(face.tiles[_DISSATISFIED], Qt.MouseButton.LeftButton)
    day.hand.settle(0.2)
    QTest.mouseClick(face.reasons[0], Qt.MouseButton.LeftButton)
    day.picture("群众屏-评价", screen.window)
    QTest.mouseClick(face.done, Qt.MouseButton.LeftButton)
    store = day.place.store
    subject = RATING.subject(number)
    day.hand.until("评价", lambda: ledger_queries.state_of(store, subject) is not None)
    day.picture("群众屏-谢谢评价", screen.window)
    day.window.shell.activateWindow()
    day.hand.settle(0.3)
    day.hand.press(Key.Key_F11, CONTROL)
    day.rest()


def _sign_in(day: Day, *, supervising: bool) -> None:
    day.hand.press(Key.Key_Q, SIGN_OUT)
    day.hand.settle(0.5)
    day.enter_password(day.hall.approver if supervising else day.hall.clerk)


def _do(day: Day, number: str, act: Act) -> None:
    """One step of the rectification; its page stands there afterwards."""
    done = carry_out(day.place.desk, number, act)
    day.window.shell.changed(done.changes)
    day.go("rating_line", number=number)


def _state(day: Day, number: str) -> RatingState:
    state: RatingState | None = ledger_queries.state_of(day.place.store, RATING.subject(number))
    if state is None:
        raise Bug(f"演练停在：没有评价 {number}")
    return state
