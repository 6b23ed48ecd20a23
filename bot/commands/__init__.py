"""What people can ask for: a file for each command, with its declaration, its buttons and forms, and their handlers."""
