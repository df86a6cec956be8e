"""Seeing, steering and trusting text diffusion: the engine, the jobs and the views of the website builder."""
