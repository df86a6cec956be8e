"""What each token of the bundled model reads as in a design, for display."""

from collections import Counter
from functools import lru_cache

from gdiff_core.diffusion.model import Model
from gdiff_core.nano.corpus import CSS
from gdiff_core.nano.designs import Design


@lru_cache(maxsize=64)
def spoken(model: Model, design: Design, name: str) -> tuple[tuple[int, str], ...]:
    """(token, text), of those that read otherwise on the page of this name.

    A token that holds whole lines reads as these. Of a rule that takes several, those that stand in no other rule share
    its text, declaration by declaration, and the others say nothing: read one behind the other they are the design's rule.
    """
    pairs = design.exchanged(name)
    own = {line: pairs[line] for line in design.lines if line in pairs}
    found: dict[int, str] = {}
    tokens = {line: Model.tokenize(model, f"{line}\n") for line in {*own, *CSS.splitlines(), "}"}}
    staying = {token for line, ids in tokens.items() if line not in own for token in ids}
    stands = Counter(token for ids in tokens.values() for token in set(ids))
    for line, said in own.items():
        ids = tokens[line]
        mine = [token for token in dict.fromkeys(ids) if stands[token] == 1]
        if line.startswith("<") or not mine:
            continue
        found |= dict.fromkeys(set(ids) - set(mine) - staying, "")
        text = f"{said}\n".removesuffix("}\n" if ids[-1] in staying else "")
        found |= dict(zip(mine, _shared(text, len(mine)), strict=True))
    texts = model.token_texts(range(model.info.vocab_size))
    for token, text in enumerate(texts):
        lines = text.split("\n")
        new = [*(own.get(line, line) for line in lines[:-1]), lines[-1]]
        if token not in found and new != lines:
            found[token] = "\n".join(new)
    return tuple(found.items())


def _shared(text: str, count: int) -> list[str]:
    """The text in so many pieces of about one length, cut behind a declaration where there is one."""
    pieces = []
    for left in range(count, 1, -1):
        due = len(text) // left
        end = text.find(";", due) + 1 or due
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]
