"""Arrangements of a page's parts that a change may have meant, and the choice among them."""

import re

import pytest

from gdiff_core.nano.arrange import arrangements
from gdiff_core.records import Edit, Settings
from tests.test_tweak import Undecided, copyist, run


def page(*parts: str, nav: str | None = None, title: str = "Crumb", between: str = "") -> str:
    links = "".join(f'<a href="#{name}">{name.upper()}</a>\n' for name in (parts if nav is None else nav))
    sections = between.join(f'<section id="{name}">\n<h2>{name * 9}</h2>\n</section>\n' for name in parts)
    return (
        f"<!doctype html>\n<html>\n<title>{title}</title>\n<nav>\n{links}</nav>\n<main>\n<h1>{title}</h1>\n"
        f"{sections}</main>\n</html>\n"
    )


def orders(old: str, new: str, **options: bool) -> set[str]:
    """The names in each arrangement, where navigation and parts agree."""
    found = arrangements(old, new, **options)
    both = [
        ("".join(re.findall(r'href="#(\w)', one)), "".join(re.findall(r'id="(\w)', one))) for one in found
    ]
    assert all(links == parts for links, parts in both)
    return {parts for _, parts in both}


def test_what_is_in_order_is_not_doubted() -> None:
    assert not orders(page(*"abc"), page(*"abc", title="Bread"))
    assert not orders(page(*"abc"), page(*"cab"))
    assert not orders(page(*"abc"), page(*"abxc"))


def test_what_is_gone_comes_back_to_its_neighbours() -> None:
    assert orders(page(*"abc"), page(*"ac")) == {"abc"}
    assert orders(page(*"abc"), page(*"bc")) == orders(page(*"abc"), page(*"ab")) == {"abc"}
    # Behind what it stood behind, or before what it stood before.
    assert orders(page(*"abc"), page(*"axc")) == {"abxc", "axbc"}
    assert orders(page(*"abcd"), page(*"da")) == {"dabc", "bcda"}


def test_where_navigation_and_parts_disagree_any_part_may_have_been_meant_to_move_or_go() -> None:
    found = {"abc", "ab", "ac", "bc", "bac", "acb", "bca", "cab"}
    assert orders(page(*"abc"), page(*"abc", nav="abb")) == found
    assert orders(page(*"abc"), page(*"ac", nav="abc")) == found
    assert orders(page(*"abc"), page(*"bac"), broken=True) == found - {"bac"}


def test_and_what_is_new_may_have_been_meant_for_any_place() -> None:
    assert orders(page(*"abc"), page(*"axc", nav="aaxc")) == {"abc", "xabc", "axbc", "abxc", "abcx"}


def test_the_new_words_stand_and_what_has_none_has_the_old_ones() -> None:
    old, new = page(*"abc"), page(*"ac").replace("ccc", "new").replace(">A<", ">Start<")
    (back,) = arrangements(old, new)
    assert back == old.replace("ccc", "new").replace(">A<", ">Start<")


def test_the_navigation_may_stand_below() -> None:
    def below(text: str) -> str:
        nav = text[text.index("<nav>") : text.index("<main>")]
        return text.replace(nav, "").replace("</main>\n", f"</main>\n{nav}")

    assert arrangements(below(page(*"abc")), below(page(*"ac"))) == [below(page(*"abc"))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            page(*"abc", between="<hr>\n"),
            page(*"ac", between="<hr>\n"),
        ),  # what belongs to a part is not known
        (page(*"abc", nav="cab"), page(*"ac", nav="ca")),
        (page(*"abc").replace("nav", "div"), page(*"ac").replace("nav", "div")),
        (page(*"abc").replace("<main>", '<main id="a">'), page(*"ac").replace("<main>", '<main id="a">')),
        (page(*"abc"), "<p>"),
        (page(*"abcdefghi"), page(*"abcdefgh")),
    ],
    ids=["not in a row", "in another order", "without navigation", "one in another", "no page", "too many"],
)
def test_what_cannot_be_arranged_stays(old: str, new: str) -> None:
    assert arrangements(old, new) == arrangements(old, new, broken=True) == []


class Knowing(Undecided):
    """Knows what was meant: every other byte costs a nat."""

    meant = ""

    def hear(self, ids):
        answer = self.text[self.text.index(0) + 1 :]
        known = [*self.meant.encode(), 0][len(answer) : len(answer) + len(ids)]
        known += [-1] * (len(ids) - len(known))
        nats = [float(a != b) for a, b in zip(ids, known, strict=True)]
        return nats, [ord("x")] * len(ids), [9.0] * len(ids)


def tweaked(old: str, written: str, meant: str, doubt: float = 4.0) -> list:
    model = copyist(written)
    context = type("Context", (Knowing,), {"meant": meant})
    model.context = lambda: context(model)
    return run(model, Edit(old, "call it Bread", Settings(doubt=doubt)), arrangements)[1]


def test_a_part_that_a_tweak_lost_comes_back_if_the_encoder_finds_that_likelier() -> None:
    old, lost, meant = page(*"abc"), page(*"ac", title="Bread"), page(*"abc", title="Bread")
    commits = tweaked(old, lost, meant)
    assert commits[-1].text == meant and commits[-1].finish == "eos"
    assert [commit.block for commit in commits] == [*range(len(commits))]
    assert sum(bool(commit.finish) for commit in commits) == 1
    assert bytes(token for commit in commits if not commit.steps for token in commit.tokens).endswith(
        meant.encode()
    )
    assert tweaked(old, lost, meant, doubt=0)[-1].text == lost
    assert tweaked(old, lost, lost)[-1].text == lost


def test_what_would_be_refused_may_be_mended_by_another_arrangement() -> None:
    old, broken, meant = page(*"abc"), page(*"ac", nav="abc"), page(*"ac")
    assert tweaked(old, broken, meant)[-1].text == meant
