"""The store: SQLAlchemy Core over SQLite or PostgreSQL, one module of queries for each noun."""
