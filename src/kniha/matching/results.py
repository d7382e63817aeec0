"""What a run makes of its candidates, as SQL: chances, counts, the best of each violation with the inputs. Run by `finding`."""

from kniha.matching import pairs
from kniha.matching.covering import LEAST_CHANCE
from kniha.matching.laws import R95, Law, pessimistic
from kniha.matching.scoring import hour_chance, number, time_chance, view_chances

INPUTS = (
    "distance_m", "bearing_deg", "told_within_m", "heading_deg", "fov_deg", "range_m", "covered_ms", "told_ms", "sigma_ms", "measured",
    "hour_ms",
)  # fmt: skip
"""From the camera to the told point (null for an area or route), both errors at 95 %; the view as it was taken; how much of the told time
is covered by the hour that explains it best, and that hour; the clock's sigma, and whether somebody measured it.
"""


def part_scored(law: Law) -> tuple[str, ...]:
    """Return the statements that score the candidates of the violations whose keys are made."""
    return (
        f"CREATE OR REPLACE TEMP TABLE meeting AS {pairs.meetings()}",
        "CREATE OR REPLACE TEMP TABLE met AS SELECT DISTINCT v, p FROM meeting",
        f"CREATE OR REPLACE TEMP TABLE sight AS {view_chances('met', law, 'chance')}",
        f"CREATE OR REPLACE TEMP TABLE scored AS {scored(law)}",
    )


def part_kept(top: int) -> tuple[str, ...]:
    """Return the statements that keep the counts and the best of `scored`."""
    return (
        "INSERT INTO part_counts SELECT v, count(*), sum(chance) FROM scored GROUP BY v",
        """CREATE OR REPLACE TEMP TABLE by_camera AS SELECT v, cam, least(1.0, sum(chance)) AS chance, count(*) AS clips,
            -max({'chance': chance, 'tie': -rec}).tie AS rec FROM scored GROUP BY v, cam""",
        f"INSERT INTO part_any SELECT v, 1 - exp(sum(ln(1 - least(chance, {number(1 - LEAST_CHANCE)})))) FROM by_camera GROUP BY v",
        f"INSERT INTO part_top SELECT v, unnest(max({{'chance': chance, 'tie': -rec}}, {int(top)})) FROM scored GROUP BY v",
        f"""INSERT INTO part_cameras
            SELECT v, unnest(max({{'chance': chance, 'tie': -cam, 'clips': clips, 'rec': rec}}, {int(top)})) FROM by_camera GROUP BY v""",
    )


def part_seen(seen: int) -> tuple[str, ...]:
    """Return the statements that keep the other way round: the violations that each recording most probably saw. None for 0."""
    if not seen:
        return ()
    return (f"INSERT INTO part_seen SELECT rec, unnest(max({{'chance': chance, 'tie': -v}}, {int(seen)})) FROM scored GROUP BY rec",)


EMPTY = (
    "CREATE OR REPLACE TEMP TABLE part_seen (rec INTEGER, best STRUCT(chance DOUBLE, tie INTEGER))",
    "CREATE OR REPLACE TEMP TABLE part_counts (v INTEGER, candidates BIGINT, expected_covers DOUBLE)",
    "CREATE OR REPLACE TEMP TABLE part_any (v INTEGER, at_least_one DOUBLE)",
    "CREATE OR REPLACE TEMP TABLE part_top (v INTEGER, best STRUCT(chance DOUBLE, tie INTEGER))",
    "CREATE OR REPLACE TEMP TABLE part_cameras (v INTEGER, best STRUCT(chance DOUBLE, tie INTEGER, clips BIGINT, rec INTEGER))",
)
COUNTED = """SELECT v, id AS violation, coalesce(candidates, 0) AS candidates,
        CASE WHEN candidates IS NULL THEN 0.0 ELSE expected_covers END AS expected_covers,
        CASE WHEN candidates IS NULL THEN 0.0 ELSE at_least_one END AS at_least_one
    FROM violation LEFT JOIN part_counts USING (v) LEFT JOIN part_any USING (v) ORDER BY v"""


def scored(law: Law) -> str:
    """Every candidate recording: v, rec, cam, chance; slices of one are added, for they follow each other in time."""
    return f"""SELECT v, rec, any_value(cam) AS cam, least(1.0, sum(chance)) AS chance FROM (
        SELECT v, rec, cam, seen * {time_chance(law)} AS chance FROM (
            SELECT pair.v, {_TIMES}, sight.chance AS seen
            FROM ({pairs.spot_pairs(law)}) AS pair JOIN sight ON sight.v = pair.v AND sight.p = pair.p
                JOIN clip ON clip.c = pair.c JOIN violation AS told ON told.v = pair.v
            UNION ALL
            SELECT pair.v, {_TIMES}, place_ground.chance
            FROM ({pairs.named_pairs(law)}) AS pair JOIN clip ON clip.c = pair.c JOIN violation AS told ON told.v = pair.v
                JOIN place_ground ON place_ground.p = pair.p AND place_ground.g = told.g)
    ) GROUP BY v, rec"""


_TIMES = "clip.rec, clip.cam, clip.c, told.first_ms, told.last_ms, clip.first_ms AS shown_first, clip.last_ms AS shown_last, clip.sigma_ms"


def results(law: Law, base: float, *, seen: int) -> tuple[str, ...]:
    """Return the statements that make `matched`, `matched_cameras` and `seen` of what the parts kept, under a base rate of covers."""
    ranked = "CAST(row_number() OVER (PARTITION BY v ORDER BY best.chance DESC, best.tie DESC) AS INTEGER) AS rank"
    odds = f"log10(bounded / (1 - bounded)) - log10({number(base)} / (1 - {number(base)}))"
    inputs = ", ".join(f"inputs.{name}" for name in INPUTS)
    bounded = f"least({number(1 - LEAST_CHANCE)}, greatest({number(LEAST_CHANCE)}, chance))"
    return (
        f"CREATE OR REPLACE TEMP TABLE top_row AS SELECT v, -best.tie AS rec, best.chance AS chance, {ranked} FROM part_top",
        """CREATE OR REPLACE TEMP TABLE met AS
            SELECT DISTINCT v, p FROM top_row JOIN clip USING (rec) JOIN violation USING (v) WHERE g IS NULL""",
        f"CREATE OR REPLACE TEMP TABLE sight AS {view_chances('met', law, 'chance')}",
        f"CREATE OR REPLACE TEMP TABLE worse_sight AS {view_chances('met', pessimistic(law), 'worse')}",
        f"CREATE OR REPLACE TEMP TABLE top_clip AS {_top_clips()}",
        f"CREATE OR REPLACE TEMP TABLE inputs AS {_inputs(law)}",
        f"""CREATE OR REPLACE TEMP TABLE matched AS
            SELECT told.id AS violation, best.id AS recording, coalesce(best.camera, '') AS camera, rank,
                chance AS probability, {odds} AS log10_lr, least(chance, inputs.cautious) AS cautious, {inputs}
            FROM (SELECT *, {bounded} AS bounded FROM top_row) AS top JOIN inputs USING (v, rec) JOIN violation AS told USING (v)
                JOIN {_NAMES} AS best USING (rec) ORDER BY v, rank""",
        f"""CREATE OR REPLACE TEMP TABLE matched_cameras AS
            SELECT told.id AS violation, coalesce(best.camera, '') AS camera, rank,
                chance AS probability, {odds} AS log10_lr, clips, best.id AS recording
            FROM (SELECT *, {bounded} AS bounded FROM (
                SELECT v, best.chance AS chance, best.clips AS clips, best.rec AS rec, {ranked} FROM part_cameras)) AS top
                JOIN violation AS told USING (v) JOIN {_NAMES} AS best USING (rec) ORDER BY v, rank""",
        f"""CREATE OR REPLACE TEMP TABLE seen AS
            SELECT best.id AS recording, told.id AS violation, rank, chance AS probability, {odds} AS log10_lr
            FROM (SELECT *, {bounded} AS bounded FROM (SELECT rec, -best.tie AS v, best.chance AS chance,
                {ranked.replace("PARTITION BY v", "PARTITION BY rec")} FROM part_seen)) AS top
                JOIN violation AS told USING (v) JOIN {_NAMES} AS best USING (rec) WHERE rank <= {int(seen)} ORDER BY rec, rank""",
    )


_NAMES = "(SELECT DISTINCT rec, id, CASE WHEN camera LIKE 'c%' THEN substr(camera, 2) END AS camera FROM clip)"


def _inputs(law: Law) -> str:
    """The inputs of each row of `top_row`, of the slice that counts most; its chance under the pessimistic law over all slices."""
    covered = "greatest(0, least(last_ms, shown_last - hour_ms) - greatest(first_ms, shown_first - hour_ms))"
    worse = pessimistic(law)
    return f"""SELECT v, rec, cautious, {", ".join(INPUTS)} FROM (
            SELECT *, {covered} AS covered_ms, last_ms - first_ms AS told_ms,
                {number(1 - worse.stray)} * sum(worse * worse_share) OVER (PARTITION BY v, rec) AS cautious,
                row_number() OVER (PARTITION BY v, rec ORDER BY seen * share DESC, c) AS place
            FROM (SELECT v, rec, c, arg_max(shift, share) AS hour_ms, sum(share) AS share, sum(worse_share) AS worse_share
                FROM (SELECT v, rec, c, shift, {hour_chance(law, "shift", "weight")} AS share,
                    {hour_chance(worse, "shift", "weight")} AS worse_share FROM top_clip CROSS JOIN hour)
                GROUP BY v, rec, c) JOIN top_clip USING (v, rec, c)) WHERE place = 1"""


def _top_clips() -> str:
    """Every slice of the recordings of `top_row`, with what is seen of it under either law."""
    share = "CASE WHEN told.g IS NULL THEN {0} ELSE place_ground.{1} END"
    return f"""SELECT top.v, {_TIMES}, sight.distance_m, sight.bearing_deg - 360 * floor(sight.bearing_deg / 360) AS bearing_deg,
            sight.sigma_m * {number(R95)} AS told_within_m, place.heading_deg, place.fov_deg, place.range_m, clip.measured,
            {share.format("sight.chance", "chance")} AS seen, {share.format("worse_sight.worse", "worse")} AS worse
        FROM top_row AS top JOIN clip ON clip.rec = top.rec JOIN violation AS told ON told.v = top.v JOIN place ON place.p = clip.p
            LEFT JOIN sight ON sight.v = top.v AND sight.p = clip.p
            LEFT JOIN worse_sight ON worse_sight.v = top.v AND worse_sight.p = clip.p
            LEFT JOIN place_ground ON place_ground.p = clip.p AND place_ground.g = told.g"""
