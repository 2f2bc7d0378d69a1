"""Files that stand under their names only when they are whole."""


def write(path, content, half=None):
    """Write bytes to a file: a stopped run leaves what stood there, and a half beside it."""
    half = half or path.with_name(f"{path.name}.half")
    half.write_bytes(content)
    half.replace(path)
