"""Boards: shared ranks, one order, and a page that always shows the asker."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.model.standing import Contender, Place, Tally
from bot.rules.ranking import board, rank


def contender(person: int, points: int, right: int = 0, answered: int = 0, name: str = "Ada") -> Contender:
    return Contender(person, name, Tally(points, answered, right))


@st.composite
def fields(draw: st.DrawFn) -> list[Contender]:
    people = []
    for person in range(draw(st.integers(0, 40))):
        answered = draw(st.integers(0, 6))
        right = draw(st.integers(0, answered))
        people.append(contender(person, 8 * right + 2 * answered, right, answered, draw(st.sampled_from("abAB"))))
    return draw(st.permutations(people))


def ranks(places: tuple[Place, ...]) -> list[int]:
    return [p.rank for p in places]


def people(places: tuple[Place, ...]) -> list[int]:
    return [p.contender.person for p in places]


def test_equal_points_share_a_rank_and_the_next_is_skipped() -> None:
    assert ranks(rank(contender(i, p) for i, p in enumerate((30, 20, 20, 10)))) == [1, 2, 2, 4]
    assert ranks(rank(contender(i, 0) for i in range(3))) == [1, 1, 1]
    assert rank([]) == ()


def test_within_a_tie_accuracy_then_more_answered_then_name_then_person_order_the_rows() -> None:
    tied = [
        contender(9, 20, 0, 0, "anna"),
        contender(5, 20, 1, 2, "zoe"),
        contender(4, 20, 1, 2, "Bob"),
        contender(3, 20, 1, 2, "bob"),
        contender(2, 20, 2, 4, "yan"),
        contender(1, 20, 2, 3, "xi"),
    ]
    assert people(rank(tied)) == [1, 2, 3, 4, 5, 9]


@given(fields())
def test_a_rank_is_one_more_than_the_number_of_people_with_more_points(field: list[Contender]) -> None:
    for place in rank(field):
        better = sum(c.tally.points > place.contender.tally.points for c in field)
        assert place.rank == better + 1


@given(fields(), st.randoms())
def test_the_order_does_not_depend_on_where_people_came_in(field: list[Contender], chance: Random) -> None:
    shuffled = list(field)
    chance.shuffle(shuffled)
    assert rank(field) == rank(shuffled)


@given(fields(), st.integers(0, 45), st.integers(1, 12), st.integers(0, 3))
def test_a_board_is_the_top_and_the_askers_surroundings_without_duplicates(
    field: list[Contender], asker: int, top: int, around: int
) -> None:
    places = rank(field)
    shown = board(places, asker, top, around)
    everyone = people(places)
    assert people(shown) == [p for p in everyone if p in people(shown)]
    assert len(set(people(shown))) == len(shown)
    assert set(everyone[:top]) <= set(people(shown))
    if asker in everyone:
        at = everyone.index(asker)
        assert set(everyone[max(at - around, 0) : at + around + 1]) <= set(people(shown))
        assert len(shown) <= top + 2 * around + 1
    else:
        assert shown == places[:top]
    assert set(shown) <= set(places)


def test_an_asker_at_twenty_sees_ten_and_five() -> None:
    places = rank(contender(i, 1000 - i) for i in range(1, 31))
    assert ranks(board(places, asker=20)) == [*range(1, 11), 18, 19, 20, 21, 22]
    assert ranks(board(places, asker=11)) == list(range(1, 14))
    assert ranks(board(places, asker=30)) == [*range(1, 11), 28, 29, 30]
    assert ranks(board(places, asker=None)) == list(range(1, 11))


def test_ranks_are_given_before_the_board_is_cut() -> None:
    places = rank([*(contender(i, 50) for i in range(11)), contender(99, 10)])
    assert board(places, asker=99, around=0)[-1].rank == 12
