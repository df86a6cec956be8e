"""A proxy that delays, cuts, duplicates and garbles what a server sends, by a seed."""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 64
"""Bytes that go on at once."""
AGAIN = 40
"""Pieces that are harmed, before another kind of harm is drawn."""


class Garbler:
    """Between whoever asks and one server; each connection has a fate of its own."""

    def __init__(self, target: tuple[str, int], seed: int) -> None:
        self._target, self._draw = target, random.Random(seed)
        self._open = set[asyncio.Task]()  # the loop itself would let go of them

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        there, back = await asyncio.open_connection(*self._target)
        asking = asyncio.create_task(self._pass_on(reader, back))
        try:
            with suppress(OSError, asyncio.CancelledError):
                await self._harm(there, writer, random.Random(self._draw.random()))
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            for end in (writer, back):
                end.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            writer.write(data)

    async def _harm(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, draw: random.Random
    ) -> None:
        """Pass answers on, each with one kind of harm or another; its headers come through mostly."""
        count, at, harm = AGAIN + 1, 0, "none"
        while data := await reader.read(PIECE):
            count += 1
            if count > at + AGAIN:
                count, at = 1, draw.randrange(4, 40)
                harm = draw.choice(("none", "delay", "cut", "twice", "garble", "drop", "headers"))
            if harm == "headers" and count == 1:
                data = bytes(draw.randrange(256) for _ in data)
            if count > at:
                if harm == "cut":
                    writer.transport.abort()
                    return
                if harm == "drop":
                    continue
                if harm == "delay":
                    await asyncio.sleep(draw.random() / 50)
                if harm == "twice" and draw.random() < 0.2:
                    writer.write(data)
                if harm == "garble" and draw.random() < 0.2:
                    data = bytes(draw.randrange(256) if draw.random() < 0.1 else byte for byte in data)
            writer.write(data)
            await writer.drain()


@contextmanager
def garbling(target: tuple[str, int], seed: int) -> Iterator[str]:
    """Its address."""
    loop, found, ready = asyncio.new_event_loop(), [], threading.Event()
    over = asyncio.Event()

    async def run() -> None:
        garbler = Garbler(target, seed)
        server = await asyncio.start_server(garbler.serve, "127.0.0.1", 0)
        found.append(server.sockets[0].getsockname()[1])
        ready.set()
        await over.wait()
        server.close()
        open_ones = asyncio.all_tasks() - {asyncio.current_task()}
        for task in open_ones:
            task.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield f"http://127.0.0.1:{found[0]}"
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()
