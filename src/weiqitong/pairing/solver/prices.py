"""Dual prices of a flow of least cost, in whole numbers: shortest ways in what is left of it."""

import numpy as np

from .flow import Arcs
from .problem import Ints


def to_the_end(arcs: Arcs, flow: Ints, nodes: int, end: int) -> Ints:
    """(nodes,) the price of sending one more from each node to the end.

    An arc with room left may be used at its price, an arc with flow may be taken back. Rounds of
    relaxation (Bellman and Ford) over all arcs at once; each round is a few array operations, and
    there are as many rounds as steps in the longest cheapest way. What comes out keeps price[tail]
    ≤ cost + price[head] wherever there is room, and equality where there is flow as well as room:
    the conditions of optimality.
    """
    ahead, back = flow < arcs.room, flow > 0
    tails = np.concatenate([arcs.tails[ahead], arcs.heads[back]])
    heads = np.concatenate([arcs.heads[ahead], arcs.tails[back]])
    costs = np.concatenate([arcs.costs[ahead], -arcs.costs[back]])
    order = np.argsort(tails, kind="stable")
    tails, heads, costs = tails[order], heads[order], costs[order]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(tails) != 0])) if len(tails) else tails
    # Farther than any way to the end, which takes a step of each kind at most once on balance. What
    # cannot reach the end keeps about this; any number would do for the proof.
    far = 4 * int(np.abs(arcs.costs).max(initial=0)) + 1
    found = np.full(nodes, far)
    found[end] = 0
    owners = tails[starts]
    for _round in range(nodes + 1):
        reached = np.minimum.reduceat(costs + found[heads], starts) if len(tails) else costs
        better = reached < found[owners]
        if not better.any():
            return found
        found[owners[better]] = reached[better]
    raise AssertionError("a round trip below nought: this was no flow of least cost")
