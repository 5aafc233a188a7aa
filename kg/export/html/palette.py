"""A colour and a shape for every class, so that no two classes differ by colour alone.

The colours are those of Okabe and Ito (2008), which people with the common kinds of colour blindness tell apart, with
a wine red for the black (which vanishes in the dark), in the order that keeps neighbours apart. Eight colours and
seven shapes have no common divisor, so the pairs repeat only after 56 classes, and two classes that share a shape have
colours far apart (tests compute how far, for three kinds of colour blindness).
"""

from __future__ import annotations

COLOURS = ("#0072b2", "#e69f00", "#882255", "#009e73", "#f0e442", "#d55e00", "#cc79a7", "#56b4e9")
SHAPES = ("dot", "square", "diamond", "triangle", "hexagon", "star", "triangleDown")


def colour_and_shape(place: int) -> tuple[str, str]:
    """The colour (CSS) and shape (vis-network's name) of the class at ``place`` in the vocabulary's order.

    >>> colour_and_shape(0), colour_and_shape(7)
    (('#0072b2', 'dot'), ('#56b4e9', 'dot'))
    """
    return COLOURS[place % len(COLOURS)], SHAPES[place % len(SHAPES)]
