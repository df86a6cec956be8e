"""A browser tab without a browser: Streamlit's own protocol and the live channel, over real WebSockets.

It does what the app's page does in a tab: runs the script, types into the request box, watches the job that its URL
then names, acknowledges pictures, and looks again when the job is over.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

PATIENCE = 600.0
"""Seconds that anything may take on a busy machine."""
BROKEN = (OSError, WebSocketException)
"""A connection that is lost, or cannot be had."""


@dataclass
class Watched:
    """What a tab was told of one job."""

    id: str
    states: list[dict] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """Every message that is JSON, as it came."""
    pictures: int = 0
    over: dict | None = None
    lost: str = ""
    """Why the connection broke before the job was over."""


class Tab:
    """One session. `url` is the app's address, such as http://127.0.0.1:8501."""

    def __init__(self, url: str) -> None:
        self._address, self._origin = url.replace("http", "ws", 1), url
        self.where: dict[str, str] = {}
        """Parameters of the URL."""
        self.told: list[str] = []
        """Warnings and errors of the last run of the script."""
        self.buttons: dict[str, str] = {}
        """Ids by what they say."""
        self._box = self._page = ""
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """Connect, again if need be, and run the script at the place where the URL is."""
        await self.close()
        self._socket = await connect(
            f"{self._address}/_stcore/stream", subprotocols=["streamlit"], origin=self._origin, max_size=None
        )
        await self.run()

    async def close(self) -> None:
        if self._socket:
            await self._socket.close()

    async def run(self, *states: WidgetState) -> None:
        """Run the script, with what a person did."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = "&".join(f"{name}={value}" for name, value in self.where.items())
        asked.page_script_hash, asked.context_info.timezone = self._page, "UTC"
        asked.widget_states.widgets.extend(states)
        self.told, self.buttons = [], {}
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while not self._heard(ForwardMsg.FromString(await self._socket.recv())):
                pass

    def _heard(self, message: ForwardMsg) -> bool:
        """Whether the run that was asked for is over."""
        match message.WhichOneof("type"):
            case "new_session":
                self._page = message.new_session.page_script_hash
            case "delta":
                element = message.delta.new_element
                match element.WhichOneof("type"):
                    case "chat_input":
                        self._box = element.chat_input.id
                    case "button":
                        self.buttons[element.button.label] = element.button.id
                    case "alert":
                        self.told.append(element.alert.body)
            case "page_info_changed":
                found = parse_qs(message.page_info_changed.query_string)
                self.where = {name: values[0] for name, values in found.items()}
            case "script_finished":
                return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        return False

    async def ask(self, words: str) -> str | None:
        """Type words and press Enter: the job's id; None, and `told` says why, where there is none."""
        before = self.where.get("job")
        state = WidgetState(id=self._box)
        state.chat_input_value.data = words
        await self.run(state)
        job = self.where.get("job")
        return job if job != before else None

    async def click(self, label: str) -> None:
        await self.run(WidgetState(id=self.buttons[label], trigger_value=True))

    def start_anew(self) -> None:
        """The next run of the script is at an empty place."""
        self.where = {}

    async def watch(self, job: str) -> Watched:
        """The live channel until the job is over, or the connection breaks."""
        seen = Watched(job)
        try:
            async with (
                asyncio.timeout(PATIENCE),
                connect(f"{self._address}/live/{job}", origin=self._origin, max_size=None) as live,
            ):
                async for message in live:
                    if isinstance(message, bytes):
                        seen.pictures += 1
                        with suppress(ConnectionClosed):  # what came before it was closed is still to be read
                            await live.send("seen")
                        continue
                    seen.texts.append(message)
                    told = json.loads(message)
                    if told["type"] == "job":
                        seen.states.append(told)
                    if told["type"] == "over":
                        seen.over = told
        except BROKEN as error:
            seen.lost = "" if seen.over else f"{type(error).__name__}: {error}"
        return seen
