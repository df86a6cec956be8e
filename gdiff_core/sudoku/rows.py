"""A small DiffusionGemma's pass over canvases behind one token, for training on a CPU.

All rows of a batch, and the one of the token that begins every text (the same for all), go through a layer as one
table; norms have their gradients written out, and attention is two products. The result equals the modules of
transformers, up to rounding; `tests/test_sudoku.py` holds that. Only for layers that do not rotate, and have one dense
expert.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

CAST = torch.bfloat16
"""Half the time of fp32, on a CPU that multiplies it."""
EPS = 1e-6
"""Of the norms; an expert of few neurons has outputs so small that it tells."""


class _Norm(torch.autograd.Function):
    """RMS norm of rows [R, W] with a weight [W]."""

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor) -> Tensor:
        length = torch.linalg.vector_norm(
            x, dim=-1, keepdim=True, dtype=torch.promote_types(x.dtype, torch.float32)
        )
        inverse = (length.square() / x.shape[-1] + EPS).rsqrt().to(x.dtype)
        normed = x * inverse
        ctx.save_for_backward(normed, inverse, weight)
        return normed * weight

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, Tensor]:
        normed, inverse, weight = ctx.saved_tensors
        of_weight = (gradient * normed).flatten(0, -2).sum(0, dtype=torch.float32).to(weight.dtype)
        gradient = gradient * weight
        along = (gradient * normed).mean(-1, keepdim=True)
        return (gradient - normed * along) * inverse, of_weight


def _rms(x: Tensor, weight: Tensor | None) -> Tensor:
    return _Norm.apply(x, x.new_ones(x.shape[-1]) if weight is None else weight.to(x.dtype))


def _linear(x: Tensor, weight: Tensor) -> Tensor:
    return F.linear(x, weight.to(x.dtype))


def _gated(x: Tensor, gate_up: Tensor, down: Tensor) -> Tensor:
    gate, up = _linear(x, gate_up).chunk(2, -1)
    return _linear(F.gelu(gate, approximate="tanh") * up, down)


def _attention(block, x: Tensor, batch: int) -> Tensor:
    """[B * C + 1, W]: each canvas reads itself and the first token, which reads itself."""
    heads = (len(x), -1, block.head_dim)
    query = _rms(
        _linear(x[:-1], block.q_proj.weight).view(len(x) - 1, -1, block.head_dim), block.q_norm.weight
    )
    key_in = _linear(x, block.k_proj.weight).view(heads)
    value_in = key_in if block.v_proj is None else _linear(x, block.v_proj.weight).view(heads)
    key, value = _rms(key_in, block.k_norm.weight), _rms(value_in, None)

    def split(rows: Tensor) -> Tensor:
        return rows.unflatten(0, (batch, -1)).transpose(1, 2)  # [B, heads, C, head_dim]

    def whole(rows: Tensor) -> Tensor:
        first = rows[-1][None, :, None].expand(batch, -1, -1, -1)
        return torch.cat((first, split(rows[:-1])), 2)

    read = (split(query) @ whole(key).transpose(2, 3)).softmax(-1) @ whole(value)
    return _linear(
        torch.cat((read.transpose(1, 2).flatten(2).flatten(0, 1), value[-1].flatten()[None])),
        block.o_proj.weight,
    )


def _layer(layer, x: Tensor, batch: int) -> Tensor:
    attended = _attention(layer.self_attn, _rms(x, layer.input_layernorm.weight), batch)
    x = x + _rms(attended, layer.post_attention_layernorm.weight)
    mlp, experts = layer.mlp, layer.experts
    dense = _gated(
        _rms(x, layer.pre_feedforward_layernorm.weight),
        torch.cat((mlp.gate_proj.weight, mlp.up_proj.weight)),
        mlp.down_proj.weight,
    )
    expert = _gated(
        _rms(x, layer.pre_feedforward_layernorm_2.weight), experts.gate_up_proj[0], experts.down_proj[0]
    )
    expert = expert * layer.router.per_expert_scale[0].to(expert.dtype)
    mixed = _rms(dense, layer.post_feedforward_layernorm_1.weight) + _rms(
        expert, layer.post_feedforward_layernorm_2.weight
    )
    return x + _rms(mixed, layer.post_feedforward_layernorm.weight)


def forward(model, canvas: Tensor, signal: Tensor, first: int) -> Tensor:
    """Last hidden states [B, C, H] of canvases [B, C] behind the token `first`.

    `signal` [B, C, H] are the soft embeddings of the prediction before; zeros in a first pass.
    """
    decoder, scale = model.model.decoder, model.config.text_config.hidden_size**0.5
    table, told = decoder.embed_tokens.weight.to(CAST), decoder.self_conditioning
    gate_up = torch.cat((told.gate_proj.weight, told.up_proj.weight))
    heard = _gated(_rms(signal.flatten(0, 1).to(CAST), told.pre_norm.weight), gate_up, told.down_proj.weight)
    x = _rms(F.embedding(canvas.flatten(), table) * scale + heard, None)
    x = torch.cat((x, table[first][None] * scale))
    for layer in decoder.layers:
        x = _layer(layer, x, len(canvas))
    return _rms(x[:-1], decoder.norm.weight).view(*canvas.shape, -1)
