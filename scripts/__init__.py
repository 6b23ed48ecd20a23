"""What the Makefile runs, and what writes the generated parts of the documents."""
