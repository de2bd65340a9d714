"""The verbs of enquiries and deals: the only writer. Pilots and incubation call those of `lifecycle`."""
