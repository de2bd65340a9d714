"""Technology needs of enterprises, from draft to met."""
