class Progress:
    """Say on a terminal how far a command is, one call a step; say nothing elsewhere."""

    def __init__(self, stream, of):
        self.stream, self.of, self.done = stream, of, 0

    def __call__(self):
        self.done += 1
        if self.stream.isatty() and (self.done % 1000 == 0 or self.done == self.of):
            self.stream.write(f"\r{self.done} of {self.of}", ending="\n" if self.done == self.of else "")
            self.stream.flush()
