"""The words of the domain: synonyms, dictionary words, stop terms and translations, kept by the centre's staff."""
