"""Finding a policy (惠企政策) by its title, what people call it, or first letters."""

from __future__ import annotations

from functools import lru_cache

from counter_app.models.reference import Policy
from counter_app.rules.item_search import ItemIndex, SearchDoc
from counter_app.rules.pinyin import initials
from counter_app.rules.search_words import SearchWords, words_from_rows
from counter_app.store.catalogue import Catalogue


class PolicyFinder:
    """An index over the policies that are not taken out of use. Blocking to build."""

    def __init__(self, policies: dict[str, Policy]) -> None:
        self._policies = {code: each for code, each in policies.items() if each.active}
        self._index = ItemIndex(
            [
                SearchDoc(
                    code=each.code,
                    name=each.title,
                    initials=initials(each.title),
                    keywords=each.keywords,
                    level="",
                    department=each.issuer,
                )
                for each in self._policies.values()
            ],
            _no_words(),
        )

    def search(self, text: str, limit: int = 12) -> list[Policy]:
        """Best first; nothing for an empty query."""
        return [self._policies[hit.code] for hit in self._index.search(text, limit=limit)]


@lru_cache(maxsize=1)
def _no_words() -> SearchWords:
    return words_from_rows(())


def finder_of(catalogue: Catalogue) -> PolicyFinder:
    """The index over this edition's policies, built once. Blocking; on the reader only."""
    key = id(catalogue)
    if key not in _built:
        _built.clear()
        _built[key] = (catalogue, PolicyFinder(catalogue.policies))
    return _built[key][1]


#: With the catalogue it was built of, so that its id stays its own.
_built: dict[int, tuple[Catalogue, PolicyFinder]] = {}
