"""Tests of the desk: columns, board, homes, days and queues."""
