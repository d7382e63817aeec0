"""Medical reports: the form in the order in which a medic works, the body chart, the signature."""
