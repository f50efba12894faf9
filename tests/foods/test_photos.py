"""A photo of a label is a picture, whatever its name says, and tells nothing of its taker."""

import io

import pytest
from PIL import Image

from foods.photos import LONGEST_SIDE, NotAPhoto, reencoded

GPS, ORIENTATION, MAKE = 34853, 274, 271


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options) -> io.BytesIO:
    mode = options.pop("mode", "RGB")
    file = io.BytesIO()
    Image.new(mode, size, options.pop("color", None) or 0).save(file, kind, **options)
    file.seek(0)
    return file


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_become_jpegs(kind):
    with Image.open(io.BytesIO(reencoded(picture(kind)))) as made:
        assert (made.format, made.size) == ("JPEG", (40, 20))


def test_place_camera_and_comments_are_gone_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "Quillfeather"  # lying on its side
    exif.get_ifd(GPS)[1] = "N"
    with Image.open(io.BytesIO(reencoded(picture(exif=exif, comment=b"home")))) as made:
        assert dict(made.getexif()) == {}
        assert made.size == (20, 40)
        assert "exif" not in made.info
        assert "comment" not in made.info


def test_large_pictures_shrink():
    with Image.open(io.BytesIO(reencoded(picture(size=(4000, 3000))))) as made:
        assert made.size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)


def test_what_shines_through_becomes_white():
    with Image.open(io.BytesIO(reencoded(picture("PNG", mode="RGBA")))) as made:
        assert made.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (io.BytesIO(b""), "no photo"),
        (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "no photo"),
        (io.BytesIO(b"\xff\xd8\xff\xe0" + b"\0" * 100), "no photo"),
        (io.BytesIO(picture(size=(400, 400), color="red").read()[:700]), "no photo"),
        (picture("GIF"), "no photo"),
        (io.BytesIO(b"x" * 5_000_001), "5 MB at most"),
        (picture("PNG", size=(9000, 9000), mode="1"), "too many pixels"),
    ],
    ids=["empty", "svg", "a beginning", "cut off", "gif", "large", "a bomb"],
)
def test_anything_else_is_refused(file, says):
    with pytest.raises(NotAPhoto, match=says):
        reencoded(file)
