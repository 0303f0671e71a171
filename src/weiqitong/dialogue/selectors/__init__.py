"""All reads of the direct line for pages; they never write."""
