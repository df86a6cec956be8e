"""Encoder and decoder of a small DiffusionGemma in one pass, for training.

The two share every weight, so a page's clean tokens (encoder rows, causal) and its noisy canvases (decoder
rows, bidirectional within their block, reading the clean tokens before it) can run as one sequence: every
block of a page is trained in every step, in a few large products. The result equals the
modules of transformers, up to rounding; `tests/test_nano.py` holds that.

Only for one dense expert a layer (num_experts = 1), where the router has nothing to choose.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

CAST = torch.bfloat16


def prefix_masks(prompt_lengths: Tensor, longest: int, canvas: int, block: int) -> list[Tensor]:
    """What each canvas block may read: for block k a mask [B, 1, 1, longest + k * block + block].

    `prompt_lengths` [B]: where each page starts among the encoder rows. Block k reads the encoder rows before
    page token k * block, and itself; prompts shorter than `longest` hide the surplus.
    """
    masks = []
    for start in range(0, canvas, block):
        ends = prompt_lengths[:, None] + start
        visible = torch.arange(longest + start, device=ends.device)[None] < ends
        masks.append(F.pad(visible, (0, block), value=True)[:, None, None])
    return masks


def _rms(x: Tensor, weight: Tensor | None, eps: float) -> Tensor:
    x32 = x.float()
    x32 = x32 * torch.rsqrt(x32.pow(2).mean(-1, keepdim=True) + eps)
    return (x32 if weight is None else x32 * weight).to(x.dtype)


def _linear(x: Tensor, weight: Tensor) -> Tensor:
    return F.linear(x, weight.to(x.dtype))


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), -1) * sin


def _gated(x: Tensor, gate_up: Tensor, down: Tensor) -> Tensor:
    gate, up = _linear(x, gate_up).chunk(2, -1)
    return _linear(F.gelu(gate, approximate="tanh") * up, down)


def _attend(query: Tensor, key: Tensor, value: Tensor, encoded: int, masks: list[Tensor]) -> Tensor:
    """[B, heads, E + C, head_dim]: causal over the encoder rows, then block by block over the canvas."""
    attend = F.scaled_dot_product_attention
    rows = slice(0, encoded)
    out = [attend(query[:, :, rows], key[:, :, rows], value[:, :, rows], is_causal=True, scale=1.0)]
    block = (query.shape[2] - encoded) // len(masks)
    for index, mask in enumerate(masks):
        own = slice(encoded + index * block, encoded + (index + 1) * block)
        prefix = slice(0, mask.shape[-1] - block)
        keys = torch.cat((key[:, :, prefix], key[:, :, own]), 2)
        values = torch.cat((value[:, :, prefix], value[:, :, own]), 2)
        out.append(
            attend(query[:, :, own], keys, values, attn_mask=mask.expand(-1, -1, block, -1), scale=1.0)
        )
    return torch.cat(out, 2)


def _attention(block, x: Tensor, cos: Tensor, sin: Tensor, encoded: int, masks: list[Tensor], eps: float):
    shape = (*x.shape[:-1], -1, block.head_dim)
    query = _rotate(_rms(_linear(x, block.q_proj.weight).view(shape), block.q_norm.weight, eps), cos, sin)
    key_in = _linear(x, block.k_proj.weight).view(shape)
    value_in = key_in if block.v_proj is None else _linear(x, block.v_proj.weight).view(shape)
    key = _rotate(_rms(key_in, block.k_norm.weight, eps), cos, sin)
    value = _rms(value_in, None, eps)
    out = _attend(query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2), encoded, masks)
    return _linear(out.transpose(1, 2).flatten(-2), block.o_proj.weight)


def _layer(layer, x: Tensor, rotary: tuple[Tensor, Tensor], encoded: int, masks: list[Tensor], eps: float):
    entered = _rms(x, layer.input_layernorm.weight, eps)
    attended = _attention(layer.self_attn, entered, *rotary, encoded, masks, eps)
    x = x + _rms(attended, layer.post_attention_layernorm.weight, eps)
    mlp, experts = layer.mlp, layer.experts
    dense = _gated(
        _rms(x, layer.pre_feedforward_layernorm.weight, eps),
        torch.cat((mlp.gate_proj.weight, mlp.up_proj.weight)),
        mlp.down_proj.weight,
    )
    expert = _gated(
        _rms(x, layer.pre_feedforward_layernorm_2.weight, eps), experts.gate_up_proj[0], experts.down_proj[0]
    )
    expert = expert * layer.router.per_expert_scale[0].to(expert.dtype)
    mixed = _rms(dense, layer.post_feedforward_layernorm_1.weight, eps) + _rms(
        expert, layer.post_feedforward_layernorm_2.weight, eps
    )
    return x + _rms(mixed, layer.post_feedforward_layernorm.weight, eps)


def _self_condition(module, embeds: Tensor, signal: Tensor, eps: float) -> Tensor:
    normed = _rms(signal, module.pre_norm.weight, eps)
    gate_up = torch.cat((module.gate_proj.weight, module.up_proj.weight))
    return _rms(embeds + _gated(normed, gate_up, module.down_proj.weight), None, eps)


def rotary_table(model, positions: Tensor) -> dict[str, tuple[Tensor, Tensor]]:
    """Cosines and sines [B, S, 1, head_dim] of each kind of layer for `positions` [B, S]."""
    decoder = model.model.decoder
    empty = torch.empty(0, dtype=CAST, device=positions.device)
    tables = {kind: decoder.rotary_emb(empty, positions, kind) for kind in decoder.unique_layer_types}
    return {kind: (cos.unsqueeze(2), sin.unsqueeze(2)) for kind, (cos, sin) in tables.items()}


def joint_forward(
    model, tokens: Tensor, canvas: Tensor, signal: Tensor | None, rotary: dict, masks: list[Tensor]
) -> tuple[Tensor, Tensor]:
    """Last hidden states of the encoder rows [B, E, H] and of the canvas rows [B, C, H].

    `tokens` [B, E] clean ids, `canvas` [B, C] noisy ids, `signal` [B, C, H] soft embeddings of the prediction
    before (None: zeros, the first step), `rotary` by `rotary_table`, `masks` by `prefix_masks`.
    """
    decoder, config = model.model.decoder, model.config.text_config
    eps = config.rms_norm_eps
    scale = config.hidden_size**0.5
    table = decoder.embed_tokens.weight.to(CAST)
    clean = F.embedding(tokens, table) * scale
    noisy = F.embedding(canvas, table) * scale
    signal = torch.zeros_like(noisy) if signal is None else signal
    x = torch.cat((clean, _self_condition(decoder.self_conditioning, noisy, signal, eps)), 1)
    for layer, kind in zip(decoder.layers, config.layer_types, strict=True):
        x = _layer(layer, x, rotary[kind], tokens.shape[1], masks, eps)
    x = _rms(x, decoder.norm.weight, eps)
    return x[:, : tokens.shape[1]], x[:, tokens.shape[1] :]


def logits_of(model, hidden: Tensor) -> Tensor:
    """Soft-capped logits [..., V] in fp32."""
    cap = model.final_logit_softcapping
    return torch.tanh(_linear(hidden, model.model.decoder.embed_tokens.weight).float() / cap) * cap


def soft_embeddings(model, probs: Tensor) -> Tensor:
    """The self-conditioning signal [..., H] of a prediction's probabilities [..., V]."""
    weight = model.model.decoder.embed_tokens.weight.to(CAST)
    return (probs.to(CAST) @ weight) * model.config.text_config.hidden_size**0.5
