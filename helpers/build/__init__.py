"""Which tables there are, and how each is built from the sources: one module per subject."""
