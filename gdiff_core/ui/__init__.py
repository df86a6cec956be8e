"""What the screens share, one subject a module: the only part of the core that imports streamlit."""
