"""What a document is made from: the case, and the facts of the moment that are not in it."""

from __future__ import annotations

import msgspec

from counter_app.models.acts.case import Declined
from counter_app.models.case import CaseState
from counter_app.models.reference_items import Item
from counter_app.models.signature import Strokes
from counter_app.settings import COUNTY_NAME


class PaperContext(msgspec.Struct, frozen=True):
    """Everything that is looked up once, before a document is frozen.

    ``organ``: whose document it is (落款). ``place``, ``address``, ``hours``: of the centre that
    took the case in; its telephones take precedence over the item's own (乡镇延伸). ``clerk``:
    name or work number, as the county wants it shown. ``now_ms``: time of issue, ms (UTC).
    URLs are what the QR codes hold; an empty one leaves its code out. ``item``: the guide as
    it was when the case was received, where it is at hand. ``declined``: the act behind a
    refusal, whose ground and returned materials a state does not keep. ``review_organ``: to
    whom an appeal goes (行政复议机关). ``signature``: of whoever takes the document, where it was
    given on a screen before the document was made out.
    """

    state: CaseState
    number: str
    now_ms: int
    organ: str
    place: str
    window: int
    clerk: str
    consult_phone: str = ""
    supervise_phone: str = ""
    address: str = ""
    hours: str = ""
    query_url: str = ""
    rating_url: str = ""
    guide_url: str = ""
    item: Item | None = None
    declined: Declined | None = None
    review_organ: str = f"{COUNTY_NAME}人民政府"
    signature: Strokes = ()
    #: code -> name of every place that the case concerns
    place_names: dict[str, str] = {}
