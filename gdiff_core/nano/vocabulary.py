"""The tokenizer of the bundled model: byte-level BPE whose merges may span a line's markup, never a name.

CSS declarations and runs of tags become single tokens, so that what the request decides is a large share of
a page. Words stay apart, and the space before a capital or a digit is a token of its own: a name then has the same
tokens in the request ("for Bean There") and in the page (">Bean There<"), which is what copying needs.
"""

import random

from tokenizers import Regex, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer
from transformers import PreTrainedTokenizerFast

from gdiff_core.nano.corpus import draw, page, phrase, text_of

SIZE = 3072
PAD, EOS, BOS, TURN_END, TURN = "<pad>", "<eos>", "<bos>", "<turn|>", "<|turn>"
CONTROLS = [PAD, EOS, BOS, TURN_END, TURN, "<|channel>", "<channel|>"]

PIECES = (
    r"[^<>\n{};]*\{\n?|[a-z-]+:[^;{}<>\n]*[;}]\n?"
    r"|(?:<[^<>\n]*>\n?)*<[^<>\n]*\"tel:|(?:<[^<>\n]*>\n?)+|\">\n?"
    r"| ?[a-z]+|[A-Z][a-z]*|[0-9]|\p{L}|\s|[^\s\p{L}0-9]"
)
"""What BPE may not merge across: a CSS selector or declaration, a run of tags, a word (with its space when
lower case), a digit; those of a phone number too, although they stand in a tag."""

CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|turn>"
    "{{ 'model' if message['role'] == 'assistant' else 'user' }}\n{{ message['content'] | trim }}<turn|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|turn>model\n{% endif %}"
)


def train_tokenizer(samples: int = 6000, seed: int = 0) -> PreTrainedTokenizerFast:
    """Train on `samples` requests and pages of the corpus; the same seed gives the same vocabulary."""
    rng = random.Random(seed)
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = BpeTrainer(
        vocab_size=SIZE,
        special_tokens=CONTROLS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    specs = (draw(rng) for _ in range(samples))
    tokenizer.train_from_iterator((phrase(spec, rng) + "\n" + text_of(page(spec)) for spec in specs), trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=EOS,
        bos_token=BOS,
        extra_special_tokens=CONTROLS[3:],
        clean_up_tokenization_spaces=False,
    )
    fast.chat_template = CHAT_TEMPLATE
    return fast
