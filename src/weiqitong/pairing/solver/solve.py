"""A plan with its proof: solve over some pairs, price all of them, add what is cheaper, repeat."""

from dataclasses import dataclass

import numpy as np

from .certificate import Certificate
from .classes import Classes
from .flow import Network, least_cost_flow
from .prices import to_the_end
from .problem import NOBODY, Ints, Problem

# Officials a class begins with, about, and groups, at least; how many more groups at first.
_FIRST, _NEAREST, _MORE = 160, 4, 4
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Solution:
    """The best plan and what it took."""

    certificate: Certificate
    keys: Ints  # pairs class × group the last flow ran over: a warm start for a like problem
    listed: Ints  # pairs class × official spelt out besides
    division: bytes  # of which classes and groups
    rounds: int
    arcs: int

    @property
    def plan(self) -> Ints:
        return self.certificate.plan

    @property
    def cost(self) -> int:
        return self.certificate.cost


def solve(problem: Problem, *, like: Solution | None = None) -> Solution:
    """The plan of least price, proved over all officials × clients.

    like: a solution of a like problem, whose groups are worth beginning with if both are divided
    into the same classes. Never raises for what the city lacks: clients nobody can serve are left
    to NOBODY. BadProblem where prices are too large to add up. The loop ends: each round adds a
    pair that was not there.
    """
    if not problem.officials or not problem.clients:
        return _with_nobody(problem)
    classes = Classes(problem)
    warm = like is not None and like.division == classes.digest
    keys, listed = (like.keys, like.listed) if like and warm else (_first(classes), _NONE)
    rounds = 0
    while True:
        rounds += 1
        network = Network(classes, keys, listed)
        flow = least_cost_flow(network.arcs, network.supplies)
        node_prices = to_the_end(network.arcs, flow, network.nodes, network.end)
        prices = node_prices[network.first_official : network.first_department]
        of_class = node_prices[network.first_class : network.first_class + classes.count]
        more = _cheaper(classes, prices, of_class, _MORE << min(2 * rounds, 20), keys)
        unlisted = _cheaper_unlisted(network, prices, of_class)
        if not len(more) and not len(unlisted):
            break
        keys, listed = np.union1d(keys, more), np.union1d(listed, unlisted)
    plan = network.plan(flow)
    departments = node_prices[network.first_department : network.end]
    found = Certificate(
        digest=problem.digest,
        cost=problem.value(plan),
        plan=plan,
        officials=prices,
        departments=np.where(network.quotas, departments, 0),
        clients=_client_prices(network, node_prices),
    )
    return Solution(found, keys, listed, classes.digest, rounds, len(network.arcs))


def _with_nobody(problem: Problem) -> Solution:
    """No officials, or no clients: what nobody does needs no flow."""
    plan = np.full(problem.clients, NOBODY)
    departments = np.full(len(problem.most), -problem.shortfall)
    officials = np.full(problem.officials, -problem.shortfall) + problem.load.min(initial=0)
    found = Certificate(
        problem.digest, problem.value(plan), plan, officials, departments, problem.unserved.copy()
    )
    return Solution(found, _NONE, _NONE, b"", 0, 0)


def _cheaper(classes: Classes, prices: Ints, limits: Ints, width: int, known: Ints) -> Ints:
    """Pairs of classes and groups that would improve the plan; empty: none would, of all there are.

    With them come those that nearly would, nearer than the farthest that does: prices are about to
    move by so much, and a flow less is worth a few arcs more.
    """
    more, deepest = classes.cheaper(prices, limits, width, known)
    return classes.cheaper(prices, limits + deepest, width, known)[0] if len(more) else more


def _cheaper_unlisted(network: Network, prices: Ints, limits: Ints) -> Ints:
    """The same where pairs are spelt out one by one: keys (class * m + official)."""
    rows, officials, costs = network.unlisted
    below = costs + prices[officials] - limits[rows]
    deepest = int(below.min(initial=0))
    if deepest == 0:
        return _NONE
    found = below < -deepest
    return np.unique(rows[found] * network.problem.officials + officials[found])


def _first(classes: Classes) -> Ints:
    """Groups that are near by structure, as if all their officials were free."""
    groups, officials = classes.groups, classes.problem.officials
    width = min(groups, max(_NEAREST, -(-_FIRST * groups // officials)))
    prices = np.zeros(officials, np.int64)
    return classes.cheaper(prices, classes.unserved, width, np.zeros(0, np.int64))[0]


def _client_prices(network: Network, node_prices: Ints) -> Ints:
    """(n,) the price of each client: its own node's, else its class's."""
    found = np.empty(network.problem.clients, np.int64)
    hidden = network.own_node == NOBODY
    found[hidden] = node_prices[network.first_class + network.classes.of_client[hidden]]
    found[~hidden] = node_prices[network.own_node[~hidden]]
    return found
