"""Splink as its documentation sets it up for these very data (deduplicate 50k synthetic records): pairs, clusters, seconds of CPU, as JSON.

Its blocking rules are those of that documentation; with wider ones F1 of .831 for pairs (at the best threshold) and .840 for clusters have
been measured on the whole set of 50,578.

Run by bench/linkage with another Python that has splink and pyarrow: `people_splink.py TABLE.parquet`.
"""

import json
import sys
import time

import duckdb
import splink.comparison_library as cl
from pyarrow import parquet
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

RULES = (
    ("first_name", "surname"), ("surname", "dob"), ("first_name", "dob"), ("postcode_fake", "first_name"), ("postcode_fake", "surname"),
    ("dob", "birth_place"), ("substr(postcode_fake,1,3)", "dob"), ("substr(postcode_fake,1,3)", "first_name"),
    ("substr(postcode_fake,1,3)", "surname"), ("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
)  # fmt: skip
CUTS = (0.5, 0.8, 0.95, 0.99)


def main(path: str) -> None:
    """Train, predict, cluster, tell."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in RULES],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_and_surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
    )
    connection = duckdb.connect()
    api = DuckDBAPI(connection)
    began = time.process_time()
    table = api.register(parquet.read_table(path), table_name="people")
    linker = Linker(table, settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("first_name", "surname", "dob"), block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
         block_on("dob", "postcode_fake")], recall=0.6,
    )  # fmt: skip
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    for rule in (("first_name", "surname"), ("dob",)):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule), estimate_without_term_frequencies=True)
    trained = time.process_time()
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    pairs = rows(predicted, "unique_id_l, unique_id_r, match_probability")
    scored = time.process_time()
    clusters = {
        str(cut): rows(
            linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=cut), "unique_id, cluster_id"
        )
        for cut in CUTS
    }
    json.dump({"train": trained - began, "predict": scored - trained, "pairs": pairs, "clusters": clusters}, sys.stdout)


def rows(frame: object, columns: str) -> list[tuple[object, ...]]:
    """Return rows of a table of Splink's."""
    return frame.as_duckdbpyrelation().project(columns).fetchall()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(sys.argv[1])
