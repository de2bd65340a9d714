"""What is sent to a cluster and how its answers are read; most of it needs no cluster."""
