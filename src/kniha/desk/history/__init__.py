"""The history of any record: its entries as sentences, what two moments differ in, how it stood at the end of a day."""
