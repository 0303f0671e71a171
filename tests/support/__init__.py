"""What the tests stand on: databases, a served copy of the product, a browser."""
