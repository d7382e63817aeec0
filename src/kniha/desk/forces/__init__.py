"""Pages of units: the list, a unit, what is entered and withdrawn of it; postings of persons."""
