"""Task forces (专项小组、项目专班): standing teams of several units, and what they take."""
