# result: [{"name": "Lem", "books": 2, "first": 1961}, {"name": "Le Guin", "books": 1, "first": 1974}]
import sqlite3


def main():
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    db.executescript(
        """
        CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE book (title TEXT, year INTEGER, author_id INTEGER REFERENCES author(id));
        """
    )
    db.executemany("INSERT INTO author VALUES (?, ?)", [(1, "Le Guin"), (2, "Lem")])
    db.executemany(
        "INSERT INTO book VALUES (?, ?, ?)",
        [("Solaris", 1961, 2), ("The Dispossessed", 1974, 1), ("The Cyberiad", 1965, 2)],
    )
    rows = db.execute(
        """SELECT name, COUNT(*) AS books, MIN(year) AS first
           FROM book JOIN author ON author.id = author_id GROUP BY name ORDER BY books DESC"""
    )
    return [dict(row) for row in rows]
