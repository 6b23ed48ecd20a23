"""What a study group is made of: frozen dataclasses, standard library only, no behaviour beyond their own shape."""
