"""A picture that a person gives: looked at before anything is decoded, made upright, small and still."""

import warnings
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from gdiff_core.errors import BadRequest

MOST_BYTES = 20 * 2**20
MOST_PIXELS = 40_000_000
KEPT_PIXELS = 4_000_000
"""More than any budget of soft tokens can show: 1,120 of them are 2.6 million."""


def still(data: bytes, name: str = "The picture") -> bytes:
    """The picture as PNG, in RGB, of at most `KEPT_PIXELS`; what is transparent stands on white.

    Raises:
        BadRequest: it is none, cannot be read, is too large, or moves.
    """
    if len(data) > MOST_BYTES:
        raise BadRequest(f"{name} has {len(data) / 2**20:,.0f} MB: at most {MOST_BYTES // 2**20} are read.")
    try:
        with warnings.catch_warnings(action="ignore"):  # of its size we speak ourselves
            image = Image.open(BytesIO(data))
            _check(image, name)
            return _made(image)
    except Image.DecompressionBombError as error:
        raise BadRequest(
            f"{name} is far too large: make it at most {MOST_PIXELS // 10**6} megapixels."
        ) from error
    except UnidentifiedImageError as error:
        raise BadRequest(
            f"{name} is no picture that can be read here: use a PNG, JPEG or WebP file."
        ) from error
    except (OSError, SyntaxError, ValueError) as error:  # as Pillow speaks of damage
        raise BadRequest(f"{name} is damaged or cut off: save it again, as PNG or JPEG.") from error


@lru_cache(maxsize=64)
def glance(data: bytes, size: tuple[int, int] = (160, 90)) -> bytes:
    """What `still` made, as PNG within so many pixels, to be shown beside words."""
    image = Image.open(BytesIO(data))
    image.thumbnail(size, Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _check(image: Image.Image, name: str) -> None:
    if (count := image.width * image.height) > MOST_PIXELS:
        size = f"{count / 10**6:,.0f} megapixels"
        raise BadRequest(f"{name} has {size}: make it at most {MOST_PIXELS // 10**6}.")
    if getattr(image, "n_frames", 1) > 1:
        raise BadRequest(f"{name} is animated: take one picture of it, such as a screenshot.")


def _made(image: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    ground = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(ground, upright).convert("RGB")
    if (share := KEPT_PIXELS / (flat.width * flat.height)) < 1:
        flat = flat.resize([max(1, int(side * share**0.5)) for side in flat.size], Image.Resampling.LANCZOS)
    out = BytesIO()
    flat.save(out, "PNG")
    return out.getvalue()
