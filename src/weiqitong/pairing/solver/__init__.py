"""Who should look after whom: the best plan, and the proof that no other is better.

Pure Python and NumPy, without Django, database or clock. `docs/pairing.md` tells the method;
`solve.solve` is the way in, `check.refusal` the independent way to check what came out. Nothing is
imported here: ortools takes a second to load, so only jobs and commands may pay for it.
"""
