"""Load a checkpoint where something of the machine is wrong, and print what a person is told, a line each.

python -m tests.faulty_load missing FOLDER    accelerate is not there; then so little address space is left that the
                                              weights do not go in
python -m tests.faulty_load old FOLDER        the hub of the environment, then what stands on the path
"""

import importlib.metadata
import importlib.util
import resource
import sys
from pathlib import Path

SPARE = 30 * 2**20
"""Bytes that may still be taken."""


def little_memory() -> None:
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + SPARE, resource.RLIM_INFINITY))


def no_accelerate() -> None:
    find, version = importlib.util.find_spec, importlib.metadata.version

    def found(name: str, *more: object) -> object:
        return None if name.partition(".")[0] == "accelerate" else find(name, *more)

    def told(name: str) -> str:
        if name == "accelerate":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    importlib.util.find_spec, importlib.metadata.version = found, told
    sys.modules["accelerate"] = None


def tell(name: str, device: str = "cpu") -> None:
    from gdiff_core.diffusion import model  # late: it looks for packages
    from gdiff_core.errors import ModelError

    try:
        model.load(name, device=device)
        print("loaded")
    except ModelError as error:
        print(error)


def main() -> None:
    fault, folder = sys.argv[1:]
    if fault == "old":
        tell("some/model")
        return tell(folder)
    no_accelerate()
    tell(folder, "cuda:0")  # only accelerate places weights on a card
    little_memory()
    return tell(folder)


if __name__ == "__main__":
    main()
