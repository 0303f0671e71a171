"""Pages of instructions and of delegations."""
