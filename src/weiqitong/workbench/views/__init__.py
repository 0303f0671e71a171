"""Pages made of many apps: homes, lists, search, exports."""
