"""What the desk shows, read over all nouns; nothing here writes."""

from marketplace.desk.queries.board import Board, BoardColumn, Card, board
from marketplace.desk.queries.columns import COLUMNS, column_of
from marketplace.desk.queries.home import RoleHome, home
from marketplace.desk.queries.review import QueueItem, ReviewQueue, review_queue
from marketplace.desk.queries.today import Today, today

__all__ = [
    "COLUMNS",
    "Board",
    "BoardColumn",
    "Card",
    "QueueItem",
    "ReviewQueue",
    "RoleHome",
    "Today",
    "board",
    "column_of",
    "home",
    "review_queue",
    "today",
]
