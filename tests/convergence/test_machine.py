"""The proof that replicas converge: random counters, lines and accidents over the real code.

Up to six devices of four places and the county, with their real stores, desks, sync and
application; see machine.py for what happens to them and truth.py for what must hold in the
end. CI runs a bounded number of examples; a long run takes several processes with a seed each,
here two of 5,000 examples (0.4 s of processor time each):

    for seed in 1 2; do COUNTER_MACHINE_EXAMPLES=5000 COUNTER_MACHINE_SEED=$seed \\
        python -m pytest tests/convergence/test_machine.py -q -p no:cacheprovider & done; wait

``COUNTER_MACHINE_SEED=N`` starts another random sequence (default: the same one every time).
A failure prints the shrunk steps as a program and is reproduced by the same command with the
same seed and number of examples; ``COUNTER_MACHINE_SHRINK=0`` shows it at once, unshrunk. How
many have passed is printed now and then (seen with ``-s``). What was found stands in
test_found.py as the shortest course of events.
"""

from __future__ import annotations

import os

import pytest
from convergence.machine import Convergence
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

EXAMPLES = int(os.environ.get("COUNTER_MACHINE_EXAMPLES", "120"))
STEPS = int(os.environ.get("COUNTER_MACHINE_STEPS", "40"))
SEED = int(os.environ.get("COUNTER_MACHINE_SEED", "0"))
#: Shrinking takes minutes; 0 shows the first failure as it was found.
SHRINKS = os.environ.get("COUNTER_MACHINE_SHRINK", "1") != "0"


class Counted(Convergence):
    """Says how far a long run has come."""

    passed = 0

    def teardown(self) -> None:
        super().teardown()
        Counted.passed += 1
        if Counted.passed % 100 == 0:
            print(f"{Counted.passed} examples passed", flush=True)


@pytest.mark.slow
def test_replicas_converge() -> None:
    run = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        phases=[phase for phase in Phase if SHRINKS or phase is not Phase.shrink],
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(SEED)(Counted), settings=run)
