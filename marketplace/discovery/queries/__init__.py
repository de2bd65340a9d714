"""What the search pages show: rows from the database, and the frame of tabs, facets, chips and orders."""
