"""The loss: likelihood of the labels under exactly the topology the decoder uses.

Every phone is one frame of its own output, then any number of blanks; silence repeats itself and has no
blanks. PyTorch's CTC allows a label to repeat and blanks before the first, so a network trained with it does
not fit the graph.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from models.training.language.phones import BLANK, PHONE_ID, SILENCE


def topology_loss(log_probs: Tensor, frames: Tensor, labels: Tensor, label_counts: Tensor) -> Tensor:
    """Negative log-likelihood of each utterance.

    ``log_probs`` (batch, time, outputs), ``frames`` and ``label_counts`` (batch), ``labels`` (batch,
    longest), padded. An utterance that no path explains gets 0 and no gradient.
    """
    loss: Tensor = _ForwardBackward.apply(log_probs, frames, labels, label_counts)
    return loss


class _ForwardBackward(torch.autograd.Function):  # type: ignore[misc,unused-ignore]
    """Forward-backward with the state occupancies as the gradient; scaled probabilities, so no logarithms
    in the loops.
    """

    @staticmethod
    def forward(ctx: Any, log_probs: Tensor, frames: Tensor, labels: Tensor, label_counts: Tensor) -> Tensor:
        batch, time, _ = log_probs.shape
        length = labels.shape[1]
        probs = log_probs.double().exp()
        own = probs.gather(2, labels.unsqueeze(1).expand(batch, time, length)).transpose(0, 1).contiguous()
        blank = probs[:, :, BLANK].transpose(0, 1).unsqueeze(2).contiguous()
        silence = (labels == PHONE_ID[SILENCE]).double()
        speech = 1 - silence

        alpha_own, alpha_blank, log_scale = _forward(own, blank, silence, speech, frames)
        row = torch.arange(batch, device=probs.device)
        ends = alpha_own[frames - 1, row, label_counts - 1] + alpha_blank[frames - 1, row, label_counts - 1]
        beta_own, beta_blank = _backward(own, blank, silence, speech, frames, label_counts)

        occupied_own, occupied_blank = alpha_own * beta_own, alpha_blank * beta_blank
        total = (occupied_own + occupied_blank).sum(2, keepdim=True)
        inside = torch.arange(time, device=probs.device).unsqueeze(1) < frames
        usable = (ends > 0) & ((total.squeeze(2) > 0) | ~inside).all(0)
        scale = torch.where(total > 0, 1 / total, 0.0) * (inside & usable).unsqueeze(2)
        gradient = torch.zeros_like(log_probs, dtype=torch.double)
        gradient.scatter_add_(
            2, labels.unsqueeze(1).expand(batch, time, length), (occupied_own * scale).transpose(0, 1)
        )
        gradient[:, :, BLANK] += (occupied_blank * scale).sum(2).transpose(0, 1)
        ctx.save_for_backward(gradient.to(log_probs.dtype))
        logs = torch.where(usable, torch.log(ends.clamp_min(1e-300)) + log_scale, 0.0)
        return -logs.to(log_probs.dtype)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> tuple[Tensor | None, ...]:
        (occupancy,) = ctx.saved_tensors
        return -occupancy * grads[0].view(-1, 1, 1), None, None, None


def _forward(
    own: Tensor, blank: Tensor, silence: Tensor, speech: Tensor, frames: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Scaled probabilities of being in each state (time, batch, label), and the logarithm of the scaling."""
    time, batch, _ = own.shape
    alpha_own, alpha_blank = torch.zeros_like(own), torch.zeros_like(own)
    alpha_own[0, :, 0] = own[0, :, 0]
    log_scale = own.new_zeros(batch)
    for now in range(1, time):
        before_own, before_blank = alpha_own[now - 1], alpha_blank[now - 1]
        mass = (before_own + before_blank).sum(1, keepdim=True).clamp_min(1e-300)
        before_own, before_blank = before_own / mass, before_blank / mass
        log_scale += torch.where(now < frames, mass.squeeze(1).log(), 0.0)
        either = before_own + before_blank
        alpha_own[now] = silence * before_own
        alpha_own[now, :, 1:] += either[:, :-1]
        alpha_own[now] *= own[now]
        alpha_blank[now] = either * speech * blank[now]
    return alpha_own, alpha_blank, log_scale


def _backward(
    own: Tensor, blank: Tensor, silence: Tensor, speech: Tensor, frames: Tensor, label_counts: Tensor
) -> tuple[Tensor, Tensor]:
    """Scaled probabilities of the rest of the utterance, seen from each state."""
    time, batch, length = own.shape
    beta_own, beta_blank = torch.zeros_like(own), torch.zeros_like(own)
    last = own.new_zeros(batch, length)
    last[torch.arange(batch, device=own.device), label_counts - 1] = 1
    for now in range(time - 1, -1, -1):
        is_last = (frames - 1 == now).double().unsqueeze(1)
        beta_own[now] = beta_blank[now] = last * is_last
        if now + 1 < time:
            after_own = own[now + 1] * beta_own[now + 1]
            stay = speech * blank[now + 1] * beta_blank[now + 1]
            stay[:, :-1] += after_own[:, 1:]
            beta_blank[now] += stay
            beta_own[now] += stay + silence * after_own
        mass = (beta_own[now] + beta_blank[now]).sum(1, keepdim=True).clamp_min(1e-300)
        beta_own[now] /= mass
        beta_blank[now] /= mass
    return beta_own, beta_blank
