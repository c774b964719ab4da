"""Photos of pages as a document camera takes them: leaning, in perspective, noisy, on a mat."""

from __future__ import annotations

import io
from math import cos, radians, sin

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from counter_app.documents.straight import perspective
from counter_app.settings import resource

A4 = (1240, 1754)


def page(size: tuple[int, int] = A4, *, seal: bool = False) -> Image.Image:
    """White paper with lines of text, a thick frame near its edges and, if asked, a seal."""
    made = Image.new("RGB", size, (252, 251, 248))
    draw = ImageDraw.Draw(made)
    scale = size[0] / A4[0]
    font = ImageFont.truetype(str(resource("fonts/NotoSansSC-Regular.ttf")), round(30 * scale))
    for line in range(int(size[1] / scale / 60) - 6):
        text = f"{line + 1:02d} 申请人自愿申请最低生活保障,承诺所填内容属实,证件"
        draw.text((150 * scale, (170 + 60 * line) * scale), text, (30, 30, 34), font)
    frame = round(70 * scale)
    box = (frame, frame, size[0] - frame, size[1] - frame)
    draw.rectangle(box, outline=(20, 20, 20), width=max(2, round(6 * scale)))
    if seal:
        centre = (size[0] * 0.7, size[1] * 0.75)
        radius = 130 * scale
        around = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        draw.ellipse(around, outline=(200, 30, 30), width=round(10 * scale))
    return made


def photo(
    sheet: Image.Image,
    *,
    angle: float = 0.0,
    tilt: float = 0.0,
    size: tuple[int, int] = (2048, 1536),
    fills: float = 0.8,
    mat: int = 45,
    noise: int = 8,
) -> tuple[Image.Image, list[tuple[float, float]]]:
    """(the photo, where the page's corners are in it). ``tilt``: by how much the far side is
    shorter."""
    across, down = size
    scale = fills * min(across / sheet.width, down / sheet.height)
    half = (sheet.width * scale / 2, sheet.height * scale / 2)
    corners = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        near = 1 - tilt if y < 0 else 1 + tilt / 3
        px, py = x * half[0] * near, y * half[1]
        turn = radians(angle)
        corners.append(
            (
                across / 2 + px * cos(turn) - py * sin(turn),
                down / 2 + px * sin(turn) + py * cos(turn),
            )
        )
    flat = ((0.0, 0.0), (sheet.width, 0.0), (sheet.width, sheet.height), (0.0, sheet.height))
    data = perspective(tuple(corners), flat)  # type: ignore[arg-type]
    laid = sheet.transform(size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BICUBIC)
    mask = Image.new("L", sheet.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BILINEAR
    )
    desk = Image.new("RGB", size, (mat, mat + 4, mat))
    desk.paste(laid, mask=mask)
    # Light comes from one side, and the lens is not perfect.
    light = Image.linear_gradient("L").resize(size).point([200 + v // 6 for v in range(256)])
    desk = Image.composite(desk, Image.new("RGB", size), light)
    desk = desk.filter(ImageFilter.GaussianBlur(0.8))
    if noise:
        grain = Image.effect_noise(size, noise * 4).convert("RGB")
        desk = Image.blend(desk, grain, noise / 200)
    return desk, corners


def as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
