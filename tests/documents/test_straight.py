"""Photos of pages come back straight and whole, small, and together as one PDF."""

from __future__ import annotations

import io
from math import hypot

import pypdfium2
import pytest
from photos import A4, as_jpeg, page, photo
from PIL import Image, ImageDraw, ImageFilter

from counter_app.documents.page_edges import find_page
from counter_app.documents.scan_pdf import pages_pdf
from counter_app.documents.scans import PAGE_BYTES, squeeze
from counter_app.documents.straight import develop, lean
from counter_app.errors import BadInput

CASES = [
    pytest.param(0.0, 0.0, id="straight"),
    pytest.param(4.0, 0.0, id="4 degrees"),
    pytest.param(-7.5, 0.0, id="-7.5 degrees"),
    pytest.param(18.0, 0.05, id="18 degrees, tilted"),
    pytest.param(-30.0, 0.0, id="-30 degrees"),
    pytest.param(2.0, 0.15, id="strongly tilted"),
]


@pytest.mark.parametrize(("angle", "tilt"), CASES)
def test_corners_are_found_to_a_few_dots(angle, tilt):
    taken, corners = photo(page(), angle=angle, tilt=tilt)
    found = find_page(taken)
    assert found is not None
    for at, meant in zip(found, corners, strict=True):
        assert hypot(at[0] - meant[0], at[1] - meant[1]) < 8, (found, corners)


@pytest.mark.parametrize(("angle", "tilt"), CASES)
def test_it_comes_back_straight_and_whole(angle, tilt):
    taken, _ = photo(page(), angle=angle, tilt=tilt)
    made = develop(as_jpeg(taken))
    assert made.cut
    assert abs(made.height / made.width - A4[1] / A4[0]) < 0.02
    picture = Image.open(io.BytesIO(made.jpeg)).convert("L")
    # The frame, printed 70 of 1240 from every edge, is there all around, and level.
    box = frame_of(picture)
    for side, meant in zip(box, (70 / 1240, 70 / 1754, 1170 / 1240, 1684 / 1754), strict=True):
        assert side == pytest.approx(meant, abs=0.02)
    assert abs(lean(picture)) <= 1.0


def frame_of(picture: Image.Image) -> tuple[float, float, float, float]:
    """Where the first long dark line from every side is, as parts of width and height."""
    dark = picture.filter(ImageFilter.GaussianBlur(1)).point(lambda v: 255 if v < 120 else 0)
    columns = dark.resize((dark.width, 1), Image.Resampling.BOX).tobytes()
    rows = dark.resize((1, dark.height), Image.Resampling.BOX).tobytes()

    def first(levels: bytes) -> int:
        return next(at for at, level in enumerate(levels) if level > 110)

    return (
        first(columns) / picture.width,
        first(rows) / picture.height,
        1 - first(columns[::-1]) / picture.width,
        1 - first(rows[::-1]) / picture.height,
    )


def test_a_card_is_found_too():
    card = page((856, 540))
    taken, corners = photo(card, angle=9.0, fills=0.3)
    found = find_page(taken)
    assert found is not None
    for at, meant in zip(found, corners, strict=True):
        assert hypot(at[0] - meant[0], at[1] - meant[1]) < 9


def test_without_edges_the_whole_picture_is_kept_and_levelled():
    leaning = page().rotate(3.0, Image.Resampling.BICUBIC, fillcolor=(252, 251, 248))
    made = develop(as_jpeg(leaning))
    assert not made.cut
    assert (made.width, made.height) == A4
    assert abs(lean(Image.open(io.BytesIO(made.jpeg)))) <= 0.5
    assert lean(leaning) == pytest.approx(-3.0, abs=0.5)


@pytest.mark.parametrize(
    "taken",
    [
        Image.new("RGB", (800, 600), (40, 40, 40)),
        Image.effect_noise((800, 600), 60).convert("RGB"),
        Image.radial_gradient("L").resize((800, 600)).convert("RGB"),
    ],
    ids=["empty mat", "noise", "gradient"],
)
def test_where_there_is_no_page_none_is_cut(taken):
    made = develop(as_jpeg(taken))
    assert not made.cut
    assert (made.width, made.height) == (800, 600)


def test_a_round_thing_is_no_page():
    plate = Image.new("RGB", (800, 600), (30, 30, 30))
    ImageDraw.Draw(plate).ellipse((200, 100, 600, 500), fill=(250, 250, 250))
    assert find_page(plate) is None


def test_turned_by_hand_and_uncut():
    taken, _ = photo(page(), angle=4.0)
    data = as_jpeg(taken)
    whole = develop(data, cut=False)
    assert (whole.width, whole.height) == taken.size
    turned = develop(data, cut=False, turns=1)
    assert (turned.width, turned.height) == taken.size[::-1]
    upside = Image.open(io.BytesIO(develop(data, cut=False, turns=2).jpeg))
    back = upside.transpose(Image.Transpose.ROTATE_180).convert("L").resize((64, 48))
    once = Image.open(io.BytesIO(whole.jpeg)).convert("L").resize((64, 48))
    pairs = zip(back.tobytes(), once.tobytes(), strict=True)
    assert max(abs(a - b) for a, b in pairs) < 12


def test_what_is_no_picture_is_refused():
    with pytest.raises(BadInput):
        develop(b"MZ" + bytes(400))


@pytest.mark.parametrize("seal", [False, True])
def test_a_page_stays_within_its_limit(seal):
    taken, _ = photo(page(seal=seal), angle=5.0, size=(3264, 2448), noise=12)
    made = develop(as_jpeg(taken))
    kept = squeeze(made.jpeg)
    assert len(kept.data) <= PAGE_BYTES
    pdf = pages_pdf([made.jpeg])
    assert len(pdf) <= PAGE_BYTES


def test_many_pages_are_one_pdf_in_their_order():
    papers = [page(), page((1754, 1240)), page((856, 540), seal=True)]
    taken = [develop(as_jpeg(photo(each, angle=3.0)[0])).jpeg for each in papers]
    pdf = pages_pdf(taken)
    assert len(pdf) <= len(taken) * PAGE_BYTES
    document = pypdfium2.PdfDocument(pdf)
    try:
        shapes = [
            round(height / width, 1) for width, height in map(lambda p: p.get_size(), document)
        ]
        assert shapes == [1.4, 0.7, 0.6]
        drawn = document[0].render(scale=1).to_pil().convert("L")
    finally:
        document.close()
    assert min(drawn.tobytes()) < 90
    kept = squeeze(pdf)
    assert (kept.media, kept.pages) == ("application/pdf", 3)


def test_no_pages_no_pdf():
    with pytest.raises(ValueError, match="no pages"):
        pages_pdf([])


def test_a_picture_without_lines_of_text_is_not_turned():
    """A portrait, a view, a drawing: nothing in it says which way is level."""
    for seed in range(6):
        scene = Image.new("RGB", (900, 700), (150 + 10 * seed, 160, 150))
        draw = ImageDraw.Draw(scene)
        for at in range(30):
            x, y = (97 * at + 31 * seed) % 900, (61 * at + 17 * seed) % 700
            tone = ((40 * at) % 256, (90 * at + seed) % 256, (130 * at) % 256)
            draw.ellipse((x, y, x + 60 + 5 * at, y + 150), fill=tone)
            draw.line((x, y, x + 200, y + 7 * at - 90), fill=tone, width=6 + at % 9)
        assert lean(scene.filter(ImageFilter.GaussianBlur(2))) == 0.0
