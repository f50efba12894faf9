"""Photos of labels: looked at by what they hold, and kept without what cameras add."""

from __future__ import annotations

import io
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 5_000_000
# A small file can unpack to gigabytes. Phones take 12 to 50 million pixels.
MOST_PIXELS = 64_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
# Enough to read the smallest print of a label that fills the picture.
LONGEST_SIDE = 2_000


class NotAPhoto(Exception):
    """The message is for the person who sent it."""


def reencoded(file: IO[bytes], *, most_bytes: int = MOST_BYTES) -> bytes:
    """A JPEG of what the picture shows: no place, no time, no camera, nothing hidden behind it.

    Raises NotAPhoto for what is too large, no picture, or a picture that is cut off.
    """
    raw = file.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise NotAPhoto(
            _("The photo is too large: %(megabytes)s MB at most.")
            % {"megabytes": f"{most_bytes / 1_000_000:g}"}
        )
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPhoto(_("The photo has too many pixels: 64 million at most."))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            jpeg = io.BytesIO()
            _on_white(upright).save(jpeg, "JPEG", quality=82, optimize=True)
    except NotAPhoto:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotAPhoto(
            _("This is no photo that can be read: send a JPEG, PNG or WebP.")
        ) from error
    except Image.DecompressionBombError as error:
        raise NotAPhoto(_("The photo has too many pixels: 64 million at most.")) from error
    return jpeg.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """Nothing but the pixels: a picture carries comments and profiles along. JPEG knows no
    transparency, and black print on black would be unreadable."""
    whole = picture.convert("RGBA")
    sheet = Image.new("RGB", whole.size, "white")
    sheet.paste(whole, mask=whole.getchannel("A"))
    return sheet
