"""What a version was made from."""

from collections.abc import Iterator
from itertools import islice

from gdiff_core.history.store import StoreError, Version
from gdiff_core.ui.messages import warn
from gdiff_core.ui.place import Place, html
from gdiff_core.ui.shared import store


def ancestry(place: Place) -> Iterator[Version]:
    """The version and those it goes back to, the newest first, as far as they are in the project."""
    version, origin = place.version, place.project.origin
    while version:
        yield version
        known = version.parent if version.id != origin else None
        try:
            version = store().version(place.project.id, known) if known else None
        except StoreError as error:
            return warn(str(error))


def parent_of(place: Place) -> Version | None:
    """The version that this one was made from; None for a first one."""
    return next(islice(ancestry(place), 1, None), None)


def parent_html(place: Place) -> str | None:
    """The page that this version was made from; None for a first one."""
    parent = parent_of(place)
    return html(place._replace(version=parent)) if parent else None
