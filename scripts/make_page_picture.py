"""Draw the page that a European Digital Credential shows (src/mcissue/formats/edc/page.png): needs Pillow.

    python scripts/make_page_picture.py

The model demands a picture of a page in every language. Ours has no words, so that one serves all languages, and
nobody takes it for the certificate: what counts is the data beside it.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).resolve().parents[1] / "src" / "mcissue" / "formats" / "edc" / "page.png"
#: A sheet of A4 on its side, in dots; drawn larger, so that round edges become smooth.
WIDTH, HEIGHT, LARGER = 560, 396, 4
WHITE, BLUE, GOLD, GREY = (255, 255, 255), (27, 58, 107), (201, 162, 39), (201, 206, 214)
COLOURS = 8


def draw() -> Image.Image:
    """A frame, bars where a certificate has its lines, and a graduate's cap."""
    page = Image.new("RGB", (WIDTH * LARGER, HEIGHT * LARGER), WHITE)
    pen = ImageDraw.Draw(page)

    def scaled(*numbers: int) -> list[int]:
        return [number * LARGER for number in numbers]

    pen.rectangle(scaled(12, 12, WIDTH - 12, HEIGHT - 12), outline=BLUE, width=4 * LARGER)
    pen.rectangle(scaled(22, 22, WIDTH - 22, HEIGHT - 22), outline=GOLD, width=LARGER)
    middle = WIDTH // 2
    for top, half, thick, colour in (
        (92, 150, 18, BLUE),
        (136, 90, 10, GREY),
        (176, 120, 10, GREY),
        (208, 90, 10, GREY),
    ):
        pen.rounded_rectangle(
            scaled(middle - half, top, middle + half, top + thick), radius=thick * LARGER // 2, fill=colour
        )
    # No tick and no seal: a picture proves nothing, and this one must not look as if it did.
    cap_top = 262
    pen.polygon(
        scaled(middle, cap_top, middle + 52, cap_top + 22, middle, cap_top + 44, middle - 52, cap_top + 22),
        fill=BLUE,
    )
    pen.polygon(
        scaled(
            middle - 28,
            cap_top + 40,
            middle,
            cap_top + 52,
            middle + 28,
            cap_top + 40,
            middle + 28,
            cap_top + 62,
            middle,
            cap_top + 74,
            middle - 28,
            cap_top + 62,
        ),
        fill=BLUE,
    )
    pen.line(scaled(middle + 44, cap_top + 24, middle + 44, cap_top + 58), fill=GOLD, width=3 * LARGER)
    pen.ellipse(scaled(middle + 39, cap_top + 56, middle + 49, cap_top + 70), fill=GOLD)
    return page.resize((WIDTH, HEIGHT), Image.Resampling.BOX)


def main() -> None:
    page = draw().quantize(COLOURS, dither=Image.Dither.NONE)
    page.save(OUT, optimize=True, bits=4)
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
