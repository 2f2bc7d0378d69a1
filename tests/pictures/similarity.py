"""Structural similarity of two pictures (Wang et al., 2004), by windows of 8 × 8 pixels."""

WINDOW = 8
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def ssim(one, other):
    """Return the mean similarity in brightness, 1 for two equal pictures."""
    one, other = one.convert("L"), other.convert("L")
    assert one.size == other.size
    one_bytes, other_bytes, width = one.tobytes(), other.tobytes(), one.width
    values = []
    for top in range(0, one.height - WINDOW + 1, WINDOW):
        for left in range(0, width - WINDOW + 1, WINDOW):
            rows = [(top + row) * width + left for row in range(WINDOW)]
            values.append(
                _window(
                    b"".join(one_bytes[at : at + WINDOW] for at in rows),
                    b"".join(other_bytes[at : at + WINDOW] for at in rows),
                )
            )
    return sum(values) / len(values)


def _window(a, b):
    size = len(a)
    mean_a, mean_b = sum(a) / size, sum(b) / size
    variance_a = sum(x * x for x in a) / size - mean_a**2
    variance_b = sum(x * x for x in b) / size - mean_b**2
    covariance = sum(x * y for x, y in zip(a, b, strict=True)) / size - mean_a * mean_b
    light = (2 * mean_a * mean_b + C1) / (mean_a**2 + mean_b**2 + C1)
    return light * (2 * covariance + C2) / (variance_a + variance_b + C2)
