"""The tokenizer of the bundled model: byte-level BPE whose merges may span a line's markup, never a name.

CSS declarations and runs of tags become single tokens, so that what the request decides is a large share of
a page. No run goes on over the border of a link, a list of links or a section: each of them is the same tokens
wherever it stands, so an edit adds, moves and removes whole tokens. Words stay apart, and the space before a word is a
token of its own, unless it is one of the usual lower-case words: a name then has the same tokens in the request ("for
Bean There", "for plutzult") and in the page (">Bean There<"), which is what copying needs.
"""

import random
import re
from collections import Counter
from collections.abc import Sequence

from tokenizers import AddedToken, Regex, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from transformers import PreTrainedTokenizerFast

from gdiff_core.nano.edits import draw_edit
from gdiff_core.nano.slots import SLOTS

PIECES_SIZE = 3072
SIZE = PIECES_SIZE + len(SLOTS)
PAD, EOS, BOS, TURN_END, TURN = "<pad>", "<eos>", "<bos>", "<turn|>", "<|turn>"
CONTROLS = [PAD, EOS, BOS, TURN_END, TURN, "<|channel>", "<channel|>"]

PIECES = (
    r"[^<>\n{};]*\{\n?|[a-z-]+:[^;{}<>\n]*[;}]\n?"
    r"|<[^<>\n]*\"tel:|<[^<>\n]*>\n?(?:<(?!a |/nav|/section|/main)[^<>\n]*>\n?)*|\">\n?"
    r"| (?:WORDS)(?![a-z])|[a-z]+|[A-Z][a-z]*|[0-9]|\p{L}|\s|[^\s\p{L}0-9]"
)
"""What BPE may not merge across: a CSS selector or declaration, a run of tags up to where another part of the page
starts, a word (with its space when it is one of WORDS), a digit; those of a phone number too, although they stand in a
tag."""
USUAL = 1 / 200
"""Share of the samples that a word of WORDS stands in: one of the copy, not of a name."""

CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|turn>"
    "{{ 'model' if message['role'] == 'assistant' else 'user' }}\n{{ message['content'] | trim }}<turn|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|turn>model\n{% endif %}"
)


def train_tokenizer(samples: int = 6000, seed: int = 0) -> PreTrainedTokenizerFast:
    """Train on `samples` requests, instructions and pages of the corpus; the same seed gives the same vocabulary."""
    rng = random.Random(seed)
    edits = (draw_edit(rng) for _ in range(samples))
    texts = [f"{edit.request}\n{edit.instruction}\n{edit.new}" for edit in edits]
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES.replace("WORDS", "|".join(usual_words(texts)))), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(
        vocab_size=PIECES_SIZE,
        special_tokens=CONTROLS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=EOS,
        bos_token=BOS,
        extra_special_tokens=CONTROLS[3:],
        clean_up_tokenization_spaces=False,
    )
    fast.chat_template = CHAT_TEMPLATE
    return with_slots(fast)


def with_slots(tokenizer: PreTrainedTokenizerFast) -> PreTrainedTokenizerFast:
    """The tokenizer with a token for each slot, behind all others."""
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in SLOTS])
    return tokenizer


def usual_words(texts: Sequence[str]) -> list[str]:
    """The lower-case words that stand behind a space in more than `USUAL` of the texts."""
    counts = Counter(word for text in texts for word in set(re.findall(r"(?<= )[a-z]+", text)))
    return sorted(word for word, count in counts.items() if count > USUAL * len(texts))
