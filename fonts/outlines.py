"""Draw the outlines of a variable font with fewer points, so near to the old ones that no reader sees it.

A glyph has one form in the regular and one in the bolder weight, and the two share their points. So a run of
curves gives way to fewer only where both forms stay near. What stays of the points stays where it was.
"""

from array import array
from functools import partial
from itertools import accumulate, pairwise
from math import inf

from fontTools.cu2qu import curves_to_quadratic
from fontTools.cu2qu.errors import ApproxNotFoundError
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

CORNER = 0.995  # the cosine from which on two curves meet in a corner, which stays one
LONGEST = 10  # curves that one may stand for
FORMS = 0, 1  # regular, bolder


def redraw(font, near):
    """Leave out of each glyph what moves its outline by no more than `near` units."""
    for name in font.getGlyphOrder():
        glyph = font["glyf"][name]
        if glyph.numberOfContours > 0:
            points, phantoms = _points(font, name)
            contours = [_contour(*each, near) for each in _contours(glyph, points)]
            _write(font, name, contours, phantoms)


def trim(font, near):
    """Leave out of the bolder weights what the points around it say, within `near` units."""
    for name, variations in _variations(font).items():
        coordinates, controls = font["glyf"]._getCoordinatesAndControls(name, font["hmtx"].metrics)
        for each in variations:
            each.calcInferredDeltas(coordinates, controls.endPts)
            each.optimize(coordinates, controls.endPts, tolerance=near)


def _points(font, name):
    """Return each point of a glyph in both forms, and how its advance changes between them."""
    coordinates, controls = font["glyf"]._getCoordinatesAndControls(name, font["hmtx"].metrics)
    moves = [(0, 0)] * len(coordinates)
    for bolder in _variations(font).get(name, ()):  # one, or none
        bolder.calcInferredDeltas(coordinates, controls.endPts)
        moves = bolder.coordinates
    own = len(coordinates) - 4
    pairs = zip(coordinates[:own], moves[:own], strict=True)
    return [(complex(*at), complex(*at) + complex(*move)) for at, move in pairs], moves[own:]


def _variations(font):
    return font["gvar"].variations if "gvar" in font else {}  # an italic has one weight


def _contours(glyph, points):
    start = 0
    for end in glyph.endPtsOfContours:
        yield points[start : end + 1], [flag & 1 for flag in glyph.flags[start : end + 1]]
        start = end + 1


def _write(font, name, contours, phantoms):
    glyph, points = font["glyf"][name], [each for contour in contours for each in contour]
    glyph.coordinates = GlyphCoordinates([_pair(regular) for (regular, _bolder), _on in points])
    glyph.flags = array("B", [on for _point, on in points])
    ends = [sum(map(len, contours[: number + 1])) - 1 for number in range(len(contours))]
    glyph.endPtsOfContours = ends
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = font["hmtx"][name][0], glyph.xMin
    for variation in _variations(font).get(name, ()):
        variation.coordinates = [_pair(bolder - regular) for (regular, bolder), _on in points] + phantoms


def _pair(number):
    return round(number.real), round(number.imag)


# --- one contour --------------------------------------------------------------------------------


def _contour(points, flags, near):
    """Return the points of a contour, each with whether it is on the curve."""
    if sum(flags) < 3:
        return list(zip(points, flags, strict=True))
    first = flags.index(1)
    points, flags = points[first:] + points[:first], flags[first:] + flags[:first]
    starts, closed = [number for number, on in enumerate(flags) if on], [*points, points[0]]
    arcs = [closed[start : end + 1] for start, end in pairwise([*starts, len(points)])]
    return [point for run in _runs(arcs) for point in _fewest(run, near)]


def _runs(arcs):
    """Cut a contour at its corners."""
    corners = [number for number in range(len(arcs)) if _is_corner(arcs[number - 1], arcs[number])]
    first = corners[0] if corners else 0
    arcs = arcs[first:] + arcs[:first]
    starts = [number - first for number in corners] or [0]
    return [arcs[start:end] for start, end in pairwise([*starts, len(arcs)])]


def _is_corner(before, after):
    ways = [
        (_way(before[-2][form], before[-1][form]), _way(after[0][form], after[1][form])) for form in FORMS
    ]
    return any((one.conjugate() * other).real < CORNER for one, other in ways)


def _way(start, end):
    """Return the direction from one point to another as a number of length 1, or 0 where they are one."""
    return (end - start) / abs(end - start) if start != end else 0j


def _fewest(arcs, near):
    """Return the fewest points that draw some arcs, without the last of them."""
    best = [(0, [])] + [(inf, [])] * len(arcs)  # by how many arcs are drawn: the cost, and the points
    for start in range(len(arcs)):
        for end in range(start + 1, min(len(arcs), start + LONGEST) + 1):
            between = _between(arcs[start:end], near)
            if between is None:
                continue
            cost = best[start][0] + 1 + len(between)
            if cost < best[end][0]:
                drawn = [(arcs[start][0], 1), *((point, 0) for point in between)]
                best[end] = cost, best[start][1] + drawn
    return best[-1][1]


def _between(arcs, near):
    """Return the points off the curve between the ends of some arcs, or None where one spline is not near."""
    own = arcs[0][1:-1] if len(arcs) == 1 else None
    if own == []:
        return own
    old = [[curve for arc in arcs for curve in _curves([point[form] for point in arc])] for form in FORMS]
    seen = [_on(curves) for curves in old]
    if all(_is_near(seen[form], [seen[form][0], seen[form][-1]], near) for form in FORMS):
        return []
    cubics = [_cubic(old[form], seen[form]) for form in FORMS]
    if None in cubics:
        return own
    for tolerance in (4 * near, 2 * near, near, near / 2):  # the fewest points first
        new = _splines(cubics, tolerance)
        if new and all(_is_near(seen[form], _on(_curves(new[form])), near) for form in FORMS):
            between = list(zip(*(spline[1:-1] for spline in new), strict=True))
            return own if own and len(own) <= len(between) else between
    return own


def _splines(cubics, tolerance):
    try:
        found = curves_to_quadratic(
            [[(point.real, point.imag) for point in cubic] for cubic in cubics], [tolerance] * 2
        )
    except ApproxNotFoundError:
        return None
    return [[complex(*point) for point in spline] for spline in found]


# --- curves -------------------------------------------------------------------------------------


def _curves(points):
    """Return the quadratic curves of a spline; between two points off the curve lies one on it."""
    if len(points) == 2:
        return [(points[0], sum(points) / 2, points[1])]
    offs = points[1:-1]
    ons = [points[0], *((one + other) / 2 for one, other in pairwise(offs)), points[-1]]
    return list(zip(ons, offs, ons[1:], strict=False))


def _on(curves, count=8):
    """Return points on some curves, their ends among them."""
    shares = [number / count for number in range(1, count + 1)]
    return [curves[0][0], *(_at(curve, share) for curve in curves for share in shares)]


def _at(curve, share):
    start, off, end = curve
    rest = 1 - share
    return rest**2 * start + 2 * share * rest * off + share**2 * end


def _is_near(points, line, near):
    """Ask whether each point lies near a line of many pieces, which runs along them."""
    place = 0
    for point in points:
        pieces = range(place, min(place + 14, len(line) - 1))
        away, place = min((_distance(point, line[piece], line[piece + 1]), piece) for piece in pieces)
        if away > near:
            return False
    return True


def _distance(point, start, end):
    way = end - start
    share = ((point - start).conjugate() * way).real / abs(way) ** 2 if way else 0
    return abs(point - start - way * min(1, max(0, share)))


def _cubic(curves, points):
    """Return the cubic curve with the ends and directions of some curves, nearest to their points."""
    ends = curves[0][0], curves[-1][2]
    ways = _way(ends[0], curves[0][1]), _way(ends[1], curves[-1][1])
    lengths = [abs(other - one) for one, other in pairwise(points)]
    shares = [length / (sum(lengths) or 1) for length in accumulate(lengths, initial=0)]
    cubic = None
    for _turn in range(3):
        cubic = _fitted(points, shares, ends, ways)
        if not cubic:
            return None
        shares = [0, *map(partial(_nearer, cubic), points[1:-1], shares[1:-1]), 1]
    return cubic


def _fitted(points, shares, ends, ways):
    """Find by least squares how far the directions at the ends reach."""
    sums = [0.0] * 5
    for point, share in zip(points, shares, strict=True):
        _add(sums, point, share, ends, ways)
    one, both, other, to_one, to_other = sums
    if (divisor := one * other - both * both) < 1e-6:
        return None
    reach = (to_one * other - to_other * both) / divisor, (to_other * one - to_one * both) / divisor
    if min(reach) <= 0:
        return None
    return ends[0], ends[0] + reach[0] * ways[0], ends[1] + reach[1] * ways[1], ends[1]


def _nearer(cubic, point, share):
    """Return the share of a cubic curve that lies nearer to a point (one step of Newton's)."""
    rest = 1 - share
    a, b, c, d = cubic
    at = rest**3 * a + 3 * rest**2 * share * b + 3 * rest * share**2 * c + share**3 * d
    pace = 3 * (rest**2 * (b - a) + 2 * rest * share * (c - b) + share**2 * (d - c))
    if not pace:
        return share
    return min(1, max(0, share - ((at - point).conjugate() * pace).real / abs(pace) ** 2))


def _add(sums, point, share, ends, ways):
    """Add a point's part of the least squares: how far each end's direction has to reach."""
    rest = 1 - share
    first, second = 3 * share * rest**2, 3 * share**2 * rest
    missing = point - ends[0] * (rest**3 + first) - ends[1] * (share**3 + second)
    one, other = ways[0] * first, ways[1] * second
    parts = (one, one), (one, other), (other, other), (one, missing), (other, missing)
    for number, (left, right) in enumerate(parts):
        sums[number] += (left.conjugate() * right).real
