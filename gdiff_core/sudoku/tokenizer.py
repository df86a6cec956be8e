"""The tokens of `vocabulary` as transformers has them."""

from tokenizers import AddedToken, Regex, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from transformers import PreTrainedTokenizerFast

from gdiff_core.sudoku.vocabulary import BOS, EOS, PAD


def make_tokenizer() -> PreTrainedTokenizerFast:
    """Bytes, and a token for each digit of each cell: `5@12` where it is given, `5:12` where it is free."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    names = [PAD, EOS, BOS, *alphabet]
    names += [f"{digit}{mark}{cell}" for cell in range(81) for mark in "@:" for digit in range(1, 10)]
    tokenizer = Tokenizer(BPE({name: index for index, name in enumerate(names)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace(Regex(r"(?<=^[1-9])[@:][0-9]+$"), ""), decoders.ByteLevel()]
    )
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in (PAD, EOS, BOS)])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=EOS,
        bos_token=BOS,
        clean_up_tokenization_spaces=False,
    )
    fast.chat_template = "{{ bos_token }}"
    return fast
