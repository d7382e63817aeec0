"""Tables of millions of rows: read through a mapping, sealed as Parquet, loaded, loaded again."""
