"""The public site: pages of an edition in three languages, made of what `kniha.runs.releases` says may be told. It reads no table."""
