"""A case file leaves: weighed item by item, written as a bundle, sealed to its authority, entered in the journal."""
