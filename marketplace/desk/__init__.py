"""The broker's and officer's desk: today, board over deals, pilots and incubation, review queues."""
