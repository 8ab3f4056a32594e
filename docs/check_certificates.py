"""Checks certificates of one network exactly: python3 check_certificates.py FILE.json

The file is written by `nemon-book certify MODEL --export FILE.json`: x = relu(A x + B u + b), y = C x + c, weights eta, and for each
image a box of inputs [low, high], a box of states [lower, upper] and a label. Every number is a double and taken as the rational
that it is; there is no rounding here. For each image three things are checked:

1. a_ii eta_i + sum_{j != i} |a_ij| eta_j < eta_i for all i: the network has exactly one equilibrium at every input.
2. On each face of the box of states the map points inwards, for all inputs of their box:
   relu(a_ii lower_i + least of the rest) >= lower_i, and likewise above. Then a small step of the average iteration takes the
   box into itself, so the equilibrium lies in it (Brouwer).
3. Over the box of states the label's output exceeds every other one.
"""

import json
import sys
from fractions import Fraction


def exact(value):
    return [exact(entry) for entry in value] if isinstance(value, list) else Fraction(value)


def least(row, low, high, skip=-1):
    """The least of row * x over low <= x <= high, without one entry."""
    return sum(
        (a * (l if a > 0 else h) for j, (a, l, h) in enumerate(zip(row, low, high)) if a and j != skip), Fraction(0)
    )


def most(row, low, high, skip=-1):
    return -least([-a for a in row], low, high, skip)


def is_well_posed(A, eta):
    return all(weight > 0 for weight in eta) and all(
        row[i] * eta[i] + sum(abs(a) * e for j, (a, e) in enumerate(zip(row, eta)) if j != i) < eta[i]
        for i, row in enumerate(A)
    )


def is_enclosed(network, case):
    (low, high), (lower, upper) = (case["low"], case["high"]), (case["lower"], case["upper"])
    if any(l > h for l, h in zip(low + lower, high + upper)):
        return False
    for i, (a, b, offset) in enumerate(zip(network["A"], network["B"], network["b"])):
        below = a[i] * lower[i] + least(a, lower, upper, i) + least(b, low, high) + offset
        above = a[i] * upper[i] + most(a, lower, upper, i) + most(b, low, high) + offset
        if max(below, 0) < lower[i] or max(above, 0) > upper[i]:
            return False
    return True


def is_separated(network, case):
    C, c, label = network["C"], network["c"], case["label"]
    return all(
        most([x - y for x, y in zip(C[k], C[label])], case["lower"], case["upper"]) + c[k] - c[label] < 0
        for k in range(len(C))
        if k != label
    )


def main(path):
    with open(path) as file:
        data = json.load(file)
    network = {name: exact(data[name]) for name in ("A", "B", "b", "C", "c")}
    if not is_well_posed(network["A"], exact(data["eta"])):
        print("not well posed in these weights")
        return 1
    holds = 0
    for case in data["cases"]:
        boxes = {name: exact(case[name]) for name in ("low", "high", "lower", "upper")} | {"label": case["label"]}
        holds += is_enclosed(network, boxes) and is_separated(network, boxes)
    print(f"{holds} of {len(data['cases'])} certificates hold exactly")
    return 0 if holds == len(data["cases"]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
