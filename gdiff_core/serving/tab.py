"""A page in a tab of its own: a viewer whose address outlives a reload. The page comes from the browser."""

from functools import cache

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from gdiff_core.history.share import POLICY
from gdiff_core.views import assets

HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "gdiff-tab": "1"}
"""Its frames inherit the policy, beside the shield of every answer. The last one tells the app who has answered."""

_FILE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Snapshot</title>
<style>
{css}
</style>
</head>
<body>
<section class="view" data-state="stored" aria-label="A page"><article class="pane preview"></article></section>
<script type="module">
{script}
</script>
</body>
</html>
"""


@cache
def viewer() -> str:
    """The viewer, which holds no page."""
    sheets = ("live_view/view.css", "replay_view/file.css", "tab_view/tab.css")
    return _FILE.format(
        css="\n".join(map(assets.text, sheets)),
        script=assets.bundle("tab_view/tab.js", "modules.tab.default();"),
    )


def routes(base: str = "") -> list[BaseRoute]:
    """`/tab` under the path that the app is served at."""

    def tab(_: HTTPConnection) -> Response:
        return HTMLResponse(viewer(), headers=HEADERS)

    return [Route(f"{base.rstrip('/')}/tab", tab)]
