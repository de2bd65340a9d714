"""Results and patents offered, from draft to publication and withdrawal."""
