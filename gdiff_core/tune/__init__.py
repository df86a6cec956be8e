"""A checkpoint tuned on a person's own pages: `python -m gdiff_core tune`."""
