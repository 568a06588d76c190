"""`make calibrate`: fits the judge on questions whose answer is known, and writes judge.json.

Two releases are built for the purpose, embedding included: each lacks every tenth wording, and
every tenth faq as a whole. The wordings left out are asked: a question nobody wrote into the index.
Right is their faq, or "none of them" where the faq is missing, where search did not bring it, and
for other departments' matters. The labelled questions of the half that may be tuned on are asked
of the current release: they are worded by somebody who did not know the content.
"""

import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np
import torch

from common.settings import get_settings
from knowledge.answer.judge import WEIGHTS
from knowledge.answer.signals import NAMES
from knowledge.content import load_content
from knowledge.release import ReleaseStore
from scripts.quality.examples import FOLDS, Example, examples, fold_release, labelled, left_out

UNITS, STEPS, RATE, DECAY = 24, 800, 0.01, 2e-3


class Network(torch.nn.Module):
    """What knowledge/answer/judge.py computes, as a torch module."""

    def __init__(self, mean: torch.Tensor, scale: torch.Tensor) -> None:
        super().__init__()
        self.mean, self.scale = mean, scale
        self.hidden = torch.nn.Linear(len(NAMES), UNITS)
        self.out = torch.nn.Linear(UNITS, 1)

    def forward(self, signals: torch.Tensor) -> torch.Tensor:
        """Scores, shape (candidates,)."""
        ready = (signals - self.mean) / self.scale
        scores: torch.Tensor = self.out(torch.relu(self.hidden(ready))).squeeze(-1)
        return scores


def padded(rows: list[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Signals (questions, candidates, signals), masks of real candidates and of right ones.

    The right ones have one place more: place 0 is "none of them".
    """
    width = max(len(r.signals) for r in rows)
    signals = np.zeros((len(rows), width, len(NAMES)), dtype=np.float32)
    mask = np.zeros((len(rows), width), dtype=bool)
    right = np.zeros((len(rows), width + 1), dtype=bool)
    for number, row in enumerate(rows):
        signals[number, : len(row.signals)] = row.signals
        mask[number, : len(row.signals)] = True
        right[number, [place + 1 for place in row.right] or [0]] = True
    return torch.from_numpy(signals), torch.from_numpy(mask), torch.from_numpy(right)


def logits_of(network: Network, signals: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Scores with "none" first, shape (questions, 1 + candidates)."""
    scores = network(signals).masked_fill(~mask, -1e9)
    return torch.cat([torch.zeros(len(scores), 1), scores], dim=1)


def fit(rows: list[Example]) -> Network:
    """Fit on all questions given, the same for the same questions."""
    torch.manual_seed(20260101)
    every = np.concatenate([r.signals for r in rows])
    mean = torch.from_numpy(every.mean(axis=0))
    scale = torch.from_numpy(np.maximum(every.std(axis=0), 1e-3))
    network = Network(mean, scale)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    order = np.random.default_rng(11)
    signals, mask, right = padded(rows)
    chance = np.array([r.weight for r in rows], dtype=float)
    for _ in range(STEPS):
        drawn = order.choice(len(rows), min(512, len(rows)), replace=False, p=chance / chance.sum())
        batch = torch.from_numpy(drawn)
        logits = logits_of(network, signals[batch], mask[batch])
        hit = logits.masked_fill(~right[batch], -1e9)
        loss = (torch.logsumexp(logits, dim=1) - torch.logsumexp(hit, dim=1)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return network


def report(network: Network, rows: list[Example]) -> dict[str, float]:
    """How well the fit does on questions it has not seen."""
    signals, mask, right = padded(rows)
    with torch.no_grad():
        shares = torch.softmax(logits_of(network, signals, mask), dim=1)
    best = shares[:, 1:].max(dim=1)
    hit = right[torch.arange(len(rows)), best.indices + 1]
    answerable = ~right[:, 0]
    said = best.values >= 0.5
    return {
        "questions": len(rows),
        "first_is_right": round(float(hit[answerable].float().mean()), 3),
        "answered_at_half": round(float(said[answerable].float().mean()), 3),
        "wrong_among_answered": round(float((~hit[said]).float().mean()), 3),
        "none_recognised": round(float((~said[~answerable]).float().mean()), 3),
        "expected_minus_seen": round(float((best.values.mean() - hit.float().mean()).abs()), 3),
    }


def write(network: Network, figures: dict[str, float]) -> None:
    """Write judge.json; thresholds are set by hand and stay."""
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))

    def plain(values: torch.Tensor) -> list[object]:
        rounded: list[object] = np.round(values.detach().numpy().astype(float), 4).tolist()
        return rounded

    fresh = {
        "signals": list(NAMES),
        "thresholds": raw["thresholds"],
        "held_out": figures,
        "mean": plain(network.mean),
        "scale": plain(network.scale),
        "hidden": plain(network.hidden.weight.T),
        "hidden_bias": plain(network.hidden.bias),
        "out": plain(network.out.weight[0]),
        "out_bias": round(float(network.out.bias.detach()), 4),
    }
    lines = [f" {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in fresh.items()]
    WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> int:
    """Fit and write; prints how well the fit tells right from wrong on questions kept out of it."""
    content = load_content(get_settings().content_dir)
    generator = np.random.default_rng(7)
    rows = labelled(ReleaseStore(get_settings().releases_dir).current(), generator)
    print(f"标注问题 {len(rows)}")
    for fold in range(FOLDS):
        reduced, asked = left_out(content, fold)
        with tempfile.TemporaryDirectory() as folder:
            rows += examples(fold_release(reduced, Path(folder)), asked, generator)
    figures = report(fit([r for r in rows if not r.held_out]), [r for r in rows if r.held_out])
    write(fit(rows), figures)
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
