"""A real Varnish and a real nginx before the site: kept, changed, purged, fresh."""

from ..suite import passing
from ..tools import program

PROGRAMS = {"varnish": "varnishd", "nginx": "nginx"}


def check(paper):
    for needed in PROGRAMS.values():
        program(needed)
    tests = "tests/test_cdn_servers.py"
    return [passing(f"{name} before the site", tests, "-k", name) for name in PROGRAMS]
