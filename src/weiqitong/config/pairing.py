"""What `weiqitong pair` prints; the solver is imported only here, for ortools takes its time."""

import time
from collections.abc import Callable
from pathlib import Path

from weiqitong.core.errors import BadInput, DomainError

OK, REFUSED = 0, 1


def pair_matrix(file: str, echo: Callable[[str], None]) -> int:
    """The assignment of least cost, proved by the independent checker; its cost comes last."""
    from weiqitong.pairing.solver import check, matrix
    from weiqitong.pairing.solver.solve import solve

    begin = time.monotonic()
    try:
        problem = matrix.as_problem(matrix.read(Path(file)))
    except matrix.BadMatrix as error:
        raise BadInput(str(error)) from None
    solution = solve(problem)
    fault = check.refusal(problem, solution.certificate)
    size = problem.clients
    if fault is not None:  # never seen; but a proof that is not checked is none
        raise DomainError(f"The checker refuses the plan: {fault}")
    seconds = time.monotonic() - begin
    echo(f"{size} × {size}, proved over all {size * size:,} pairs in {seconds:.1f} s. Optimum:")
    echo(str(solution.cost))
    return OK
