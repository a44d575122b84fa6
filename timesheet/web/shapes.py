"""The mark of a text that the catalogs translate and the core says."""


def shape(text: str) -> str:
    """Return the text; the catalogs are made from what stands in these brackets."""
    return text
