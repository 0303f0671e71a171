"""Many cities: apart they cost what they cost together, on threads and on a cluster."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from benchmarks.pairings import city
from distributed import Client, LocalCluster

from weiqitong.pairing.solver.check import Fault, refusal
from weiqitong.pairing.solver.solve import solve
from weiqitong.pairing.solver.split import joined, merged, solve_each


def test_cities_apart_cost_what_they_cost_together():
    cities = [city(seed=seed, scale=0.01) for seed in range(3)]
    with ThreadPoolExecutor(2) as executor:
        found = solve_each(cities, executor)
    whole = joined(cities)
    together = merged(whole, cities, found)
    assert refusal(whole, together) is None
    assert together.cost == sum(one.cost for one in found) == solve(whole).cost


def test_nobody_serves_across_a_border():
    cities = [city(seed=seed, scale=0.005) for seed in range(2)]
    whole = joined(cities)
    one = solve(whole).certificate
    plan = one.plan.copy()
    free = int((whole.pinned == -1).argmax())
    stranger = int((whole.loads(plan)[cities[0].officials :] < 2).argmax()) + cities[0].officials
    plan[free] = stranger
    found = refusal(whole, replace(one, plan=plan))
    assert (found.fault, found.official, found.client) == (Fault.BARRED, stranger, free)


def test_a_cluster_finds_the_same():
    """Two workers of Dask through its executor: the code that runs on many machines."""
    cities = [city(seed=seed, scale=0.01) for seed in range(3)]
    quiet = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        LocalCluster(**quiet) as cluster,
        Client(cluster) as client,
        client.get_executor() as executor,
    ):
        found = solve_each(cities, executor)
    assert [one.cost for one in found] == [solve(problem).cost for problem in cities]
    assert all(refusal(p, one) is None for p, one in zip(cities, found, strict=True))
