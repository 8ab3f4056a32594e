"""Checks certificates of one network exactly: python3 check_certificates.py FILE.json

The file is written by `nemon-book certify MODEL --export FILE.json`: x = relu(A x + B u + b), y = C x + c, weights eta, and for each
image a box of inputs [low, high], a box of states [lower, upper], a label and its margin, and for the reader the image's index
and the radius. Every number is a double and taken as the rational that it is; there is no rounding here. First all sizes are
checked. Then for each image three things:

1. a_ii eta_i + sum_{j != i} |a_ij| eta_j < eta_i for all i: the network has exactly one equilibrium at every input.
2. On each face of the box of states the map points inwards, for all inputs of their box:
   relu(a_ii lower_i + least of the rest) >= lower_i, and likewise above. Then a small step of the average iteration takes the
   box into itself, so the equilibrium lies in it (Brouwer).
3. Over the box of states the label's output exceeds every other one, by the margin at least, which is positive.
"""

import json
import math
import sys
from fractions import Fraction


class NoCertificates(Exception):
    """Why a file is none that can be checked."""


def exact(value, name, *sides):
    """A number, or lists of numbers with these sides, as rationals."""
    if sides:
        if not isinstance(value, list) or len(value) != sides[0]:
            raise NoCertificates(f"{name} has not the sides that the others need")
        return [exact(entry, name, *sides[1:]) for entry in value]
    if type(value) not in (int, float) or not abs(value) < math.inf:
        raise NoCertificates(f"{name} has an entry that is no finite number")
    return Fraction(value)


def member(value, name, kind):
    found = value.get(name) if isinstance(value, dict) else None
    if type(found) is not kind:
        raise NoCertificates(f"it has no {name}, or one of another kind")
    return found


def natural(value, name, limit):
    found = member(value, name, int)
    if not 0 <= found < limit:
        raise NoCertificates(f"{name} is {found}")
    return found


def read(path):
    """The network and its cases, if all sizes fit."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except (OSError, ValueError, RecursionError):
        raise NoCertificates("it cannot be read as JSON") from None
    cases = member(data, "cases", list)
    if not cases:
        raise NoCertificates("there is no certificate in it")
    units, classes = len(member(data, "b", list)), len(member(data, "c", list))
    inputs = len(member(cases[0], "low", list))
    if units < 1 or inputs < 1 or classes < 2:
        raise NoCertificates(f"{units} units, {inputs} inputs and {classes} classes are no network that decides")
    sides = {"A": (units, units), "B": (units, inputs), "b": (units,), "C": (classes, units), "c": (classes,), "eta": (units,)}
    network = {name: exact(data.get(name), name, *of) for name, of in sides.items()}
    boxes = {"low": (inputs,), "high": (inputs,), "lower": (units,), "upper": (units,), "radius": (), "margin": ()}
    found = []
    for case in cases:
        label = {"label": natural(case, "label", classes), "image": natural(case, "image", math.inf)}
        found.append(label | {name: exact(case.get(name), name, *of) for name, of in boxes.items()})
    return network, found


def least(row, low, high, skip=-1):
    """The least of row * x over low <= x <= high, without one entry."""
    terms = enumerate(zip(row, low, high, strict=True))
    return sum((a * (l if a > 0 else h) for j, (a, l, h) in terms if a and j != skip), Fraction(0))


def most(row, low, high, skip=-1):
    return -least([-a for a in row], low, high, skip)


def is_well_posed(A, eta):
    return all(weight > 0 for weight in eta) and all(
        row[i] * eta[i] + sum(abs(a) * e for j, (a, e) in enumerate(zip(row, eta, strict=True)) if j != i) < eta[i]
        for i, row in enumerate(A)
    )


def is_enclosed(network, case):
    (low, high), (lower, upper) = (case["low"], case["high"]), (case["lower"], case["upper"])
    if any(l > h for l, h in zip(low + lower, high + upper, strict=True)):
        return False
    for i, (a, b, offset) in enumerate(zip(network["A"], network["B"], network["b"], strict=True)):
        below = a[i] * lower[i] + least(a, lower, upper, i) + least(b, low, high) + offset
        above = a[i] * upper[i] + most(a, lower, upper, i) + most(b, low, high) + offset
        if max(below, 0) < lower[i] or max(above, 0) > upper[i]:
            return False
    return True


def margin(network, case):
    """The least by which the label's output exceeds another one, over the box of states."""
    C, c, label = network["C"], network["c"], case["label"]
    return min(
        least([y - x for x, y in zip(C[k], C[label], strict=True)], case["lower"], case["upper"]) + c[label] - c[k]
        for k in range(len(C))
        if k != label
    )


def main(path):
    try:
        network, cases = read(path)
    except NoCertificates as reason:
        print(f"{path} is no file of certificates: {reason}")
        return 1
    if not is_well_posed(network["A"], network["eta"]):
        print("not well posed in these weights")
        return 1
    holds = sum(is_enclosed(network, case) and 0 < case["margin"] <= margin(network, case) for case in cases)
    print(f"{holds} of {len(cases)} certificates hold exactly")
    return 0 if holds == len(cases) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else "usage: check_certificates.py FILE.json")
