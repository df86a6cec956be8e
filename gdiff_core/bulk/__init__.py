"""Many short texts through one instruction."""
