"""Django's SQLite, with the writers of one process in a line of their own."""
