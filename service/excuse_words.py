"""What an excuse is for, in words: alike on pages and cards."""

from service.overview import Overview
from service.speech import Speech


def what_of(overview: Overview, checkpoint: str | None, metric: str | None, said: Speech) -> str:
    """What an excuse is for: "Spring reading", or all windows, or all scores."""
    titles = {point.key: point.title for point in overview.checkpoints}
    window = titles.get(checkpoint, checkpoint) if checkpoint else said.say("All windows")
    scores = overview.metric_title(metric) if metric else said.say("all scores")
    return f"{window} {scores}" if checkpoint and metric else f"{window}, {scores}"
