"""How fast the product is, measured from outside over HTTP; nothing here is a test."""
