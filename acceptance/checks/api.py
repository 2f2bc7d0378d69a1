"""schemathesis: the read API answers as its description says, whatever is asked."""

import re
import sys

from ..figure import nothing
from ..tools import run

EXAMPLES = 50  # of each address
# schemathesis asks TRACE too, whose 405 is a page of the paper; and it can't know which slugs there are.
LEFT_OUT = "unsupported_method"


def check(paper):
    status, out, said = run(
        *(sys.executable, "-m", "schemathesis.cli", "run", paper.address("/api/v1/openapi.json")),
        *("--url", paper.home, "--checks", "all", "--exclude-checks", LEFT_OUT),
        *("--max-examples", str(EXAMPLES), "--seed", "1", "--no-color"),
    )
    faults = re.findall(r"^- .*", out, re.MULTILINE) or (out + said).splitlines()[-20:]
    return [nothing("read API, faults found by schemathesis", faults if status else [])]
