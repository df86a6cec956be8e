"""What a checkpoint's vision tower is shown: pictures as patches, and the places in the prompt where they stand.

A picture is resized by the checkpoint's own image processor (the one on Pillow), within a budget of soft tokens; each
soft token pools 3 by 3 patches of 16 by 16 pixels. The chat template leaves one token for a picture; in its place come
the tokens that open and close one, and as many between as the processor made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

import torch
from PIL import Image

from gdiff_core.errors import BadRequest
from gdiff_core.records import Picture


class Seen(NamedTuple):
    """Pictures as the tower takes them. N pictures, P patches, padded."""

    pixels: torch.Tensor
    """[N, P, D]"""
    positions: torch.LongTensor
    """[N, P, 2] x and y of each patch; -1 where there is none."""
    counts: tuple[int, ...]
    """Soft tokens of each."""
    token: int
    """What stands for one soft token."""

    def end(self, ids: Sequence[int]) -> int:
        """Behind the last soft token."""
        return len(ids) - list(reversed(ids)).index(self.token)


@dataclass(frozen=True)
class Sight:
    """How a checkpoint is shown pictures."""

    processor: Any
    """transformers' Gemma4ImageProcessorPil."""
    opens: int
    token: int
    closes: int

    def look(self, pictures: tuple[Picture, ...]) -> Seen:
        """
        Raises:
            BadRequest: a picture cannot be shown, such as one that is a line.
        """
        return _looked(self, pictures)

    def placed(self, ids: Sequence[int], counts: Sequence[int]) -> list[int]:
        """A prompt with soft tokens where the template left one for each picture.

        Raises:
            BadRequest: the template has no place for pictures.
        """
        if list(ids).count(self.token) != len(counts):
            raise BadRequest("The chat template of this model has no place for pictures: leave them out.")
        return [*self._placed(ids, iter(counts))]

    def _placed(self, ids: Sequence[int], counts: Iterator[int]) -> Iterator[int]:
        for id in ids:
            if id == self.token:
                yield from (self.opens, *[self.token] * next(counts), self.closes)
            else:
                yield id


@lru_cache(maxsize=2)
def _looked(sight: Sight, pictures: tuple[Picture, ...]) -> Seen:
    made = []
    for picture in pictures:
        image = Image.open(BytesIO(picture.data))
        try:
            made.append(sight.processor(image, max_soft_tokens=picture.soft, return_tensors="pt"))
        except ValueError as error:
            raise BadRequest(
                f"The picture of {image.width} by {image.height} cannot be shown: {error}"
            ) from error
    most = max(each["pixel_values"].shape[1] for each in made)
    return Seen(
        torch.cat([_padded(each["pixel_values"], most, 0.0) for each in made]),
        torch.cat([_padded(each["image_position_ids"], most, -1) for each in made]),
        tuple(int(each["num_soft_tokens_per_image"][0]) for each in made),
        sight.token,
    )


def _padded(rows: torch.Tensor, most: int, fill: float) -> torch.Tensor:
    """[1, P, D] with as many rows as the picture of the largest budget."""
    return torch.nn.functional.pad(rows, (0, 0, 0, most - rows.shape[1]), value=fill)
