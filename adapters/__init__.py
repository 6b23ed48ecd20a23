"""The platforms: one folder each, with the same file names. They know the port and their library, and nothing else."""
