"""What rapidfuzz says of pairs of names on ICU's letters: run by bench/names.py with a Python that has `rapidfuzz` and `PyICU`.

Takes JSON on standard input: {"pairs": [[left, right], ...], "queries": [...], "candidates": [...]}; gives scores from 0 to 100 for
the pairs, the CPU-seconds they took, and for each query the place of the candidate that is likest.
"""

import json
import sys
import time

import icu
from rapidfuzz import fuzz, process

given = json.load(sys.stdin)
letters = icu.Transliterator.createInstance("Any-Latin; Latin-ASCII")


def plain(text: str) -> str:
    return str(letters.transliterate(text)).lower()


began = time.process_time()
scores = [fuzz.WRatio(plain(left), plain(right)) for left, right in given["pairs"]]
seconds = time.process_time() - began
candidates = [plain(one) for one in given["candidates"]]
best = [process.extractOne(plain(query), candidates, scorer=fuzz.ratio)[2] for query in given["queries"]]
print(json.dumps({"scores": scores, "seconds": seconds, "best": best}))
