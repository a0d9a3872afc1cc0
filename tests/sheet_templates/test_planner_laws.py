"""The laws of the planner, over random states of a real spreadsheet on the local server."""

from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, Phase, event, given, note, settings
from hypothesis import strategies as st

from sheet_templates.errors import DriftError
from sheet_templates.plan import plan
from tests.conftest import is_ci
from tests.sheet_templates.drifts import Drift, drifts
from tests.sheet_templates.living import LivingTracker
from tests.sheet_templates.peoples_cells import type_everything, typed_values

laws = settings(
    max_examples=200 if is_ci() else 20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@laws
@given(happened=st.lists(drifts, min_size=1, max_size=4))
def test_a_plan_reaches_the_desired_state_from_any_drift(
    draw: Callable[[], LivingTracker], happened: Sequence[Drift]
) -> None:
    tracker = draw()
    type_everything(tracker)
    for drift in happened:
        drift.happen(tracker)
    before = tracker.read()
    try:
        edits = plan(tracker.desired, before)
    except DriftError as error:
        event(f"refused: {error.reason[:40]}")
        return
    tracker.carry_out(edits)
    after = tracker.read()
    note(f"first: {edits}")
    second = plan(tracker.desired, after)
    note(f"second: {second}")
    assert second.is_empty
    assert typed_values(before, tracker) <= typed_values(after, tracker)
