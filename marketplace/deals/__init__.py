"""From enquiry to brokered deal: threads, parties, tasks, documents, stages."""
