"""What an evidence function hands back: named values, the words around them, and how sure they are."""

from dataclasses import dataclass, field

from helpers import prose


@dataclass(frozen=True)
class Evidence:
    """Computed values of one claim.

    Attributes
    ----------
    named : dict
        Name -> number or text; None where the sources are silent. Criteria and sentences read them.
    said : list of str
        Templates of the evidence; one whose values are not known is left out.
    counter : list of str
        Templates of the counter-evidence.
    producers : int
        Independent producers of the data behind the deciding values.
    clear : bool
        No deciding value has its threshold inside its interval; no party denies a fact.
    covered : bool
        The data cover at least 80 per cent of the years the claim speaks of.
    percentile : str
        Name of the value that is the place among placebo pairs; empty where there is none.
    """

    named: dict
    said: list = field(default_factory=list)
    counter: list = field(default_factory=list)
    producers: int = 1
    clear: bool = True
    covered: bool = True
    percentile: str = ""

    def words(self):
        """The sentences of evidence that the values fill."""
        return _filled(self.said, self.named)

    def objections(self):
        """The sentences of counter-evidence that the values fill."""
        return _filled(self.counter, self.named)


def _filled(templates, values):
    return " ".join(filter(None, (prose.sentence(template, values) for template in templates)))
