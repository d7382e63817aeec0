"""The tool that learns what sounds cost between the scripts: ways are the cheapest, and what is seen often costs little."""

from tools.name_sounds import aligned, first_cost, learned, main, read, table_cost


def test_a_pair_is_aligned_by_the_cheapest_way():
    steps, nats = aligned("volter", "valter", first_cost)
    assert steps[::-1] == [("v", "v"), ("o", "a"), ("l", "l"), ("t", "t"), ("e", "e"), ("r", "r")]
    assert nats == first_cost("o", "a")


def test_what_is_seen_often_costs_little_and_what_is_seen_seldom_is_left_out():
    costs = learned([("ga", "ha")] * 50 + [("ga", "ga")] * 50 + [("ga", "da")] * 2, first_cost)
    assert 0 < costs["g", "h"] < 1
    assert ("g", "d") not in costs
    assert table_cost(costs)("g", "d") > table_cost(costs)("g", "h")


def test_pairs_are_read_as_sounds_and_other_scripts_are_left_out(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("kupala\tк у п а л а\t3\nდავითი\tд а в и т\t1\n", encoding="utf-8")
    assert read(path) == [("kupala", "kupala")]


def test_without_a_file_it_says_how(capsys):
    assert main([]) == 2
    assert "TRAINING.tsv" in capsys.readouterr().err
