"""Slips: how many two words are apart, plain words that are near others, and misprints."""

from __future__ import annotations

# Plain English words, each with another one that is only a slip or two away.
PLAIN = {
    "factory": "factors", "charger": "charge", "village": "voltage", "leather": "weather", "orange": "range",
    "jacket": "packet", "shirt": "short", "clock": "block", "floor": "flood", "shark": "sharp", "truck": "track",
    "brick": "brink", "tractor": "reactor", "printer": "sinter", "stadium": "sodium", "theatre": "heater",
    "bicycle": "recycle", "blanket": "bracket", "house": "hours", "lion": "ion",
}  # fmt: skip
# Misprints, each with the word that was meant.
MISPRINTS = {
    "elctrolyte": "electrolyte", "batery": "battery", "hydrogne": "hydrogen", "efficency": "efficiency",
    "enviroment": "environment", "seperation": "separation", "catalist": "catalyst", "temprature": "temperature",
    "polution": "pollution", "recyling": "recycling", "storge": "storage", "vanadum": "vanadium",
    "compresser": "compressor", "corosion": "corrosion", "emision": "emission", "insulaton": "insulation",
    "gasifcation": "gasification", "biomas": "biomass", "hydrolisis": "hydrolysis", "photovlotiacs": "photovoltaics",
}  # fmt: skip


def distance(one: str, other: str) -> int:
    """Optimal string alignment, by the book."""
    table = [[i + j if i * j == 0 else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            cost = one[i - 1] != other[j - 1]
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]
