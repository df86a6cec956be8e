"""Pages that attack the preview, and the stage on which they are judged."""
