"""The least cost of several rounds in multiples of the yardstick's Y, and the tables that show it."""

ROUNDS = 3  # the least of them counts: a busy machine only ever adds
YARDSTICK = 1000  # requests a round


def measured(asked, yardstick):
    """Return {key: multiple of Y} and Y in milliseconds; `asked` is {key: (server, addresses, requests)}."""
    least = {}
    for _ in range(ROUNDS):
        keep(least, "Y", yardstick.cost(["/1/"], YARDSTICK))
        for key, (server, paths, requests) in asked.items():
            keep(least, key, server.cost(paths, requests))
    y = least.pop("Y")
    return {key: cost / y for key, cost in least.items()}, y


def keep(least, key, cost):
    least[key] = min(cost, least.get(key, cost))


def print_table(heads, rows):
    """Print a Markdown table: the first column holds words, the others figures."""
    print(f"| {' | '.join(heads)} |\n| --- |{' --: |' * (len(heads) - 1)}")  # noqa: T201  a report is for reading
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)  # noqa: T201
