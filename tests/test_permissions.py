"""Every cell of who may do what, against a table written down apart from the code's."""

from itertools import product

from bot.permissions import Deed, Relation, Role, allowed

# Columns: employee, manager, program lead, content editor, auditor, IT admin, finance.
# A cell says how far a role reaches: . not at all, s self, t and the own team,
# b and teams below, a and all other teams of the organisation. Nobody reaches another tenant.
TABLE = """
see_home            s s s s s s s
see_help            s s s s s s s
answer_survey       s s s s s s s
set_preferences     s s s s s s s
see_own_figures     s s s s s s s
see_own_data        s s s s s s s
erase_own_data      s s s s s s s
see_team_figure     t b a t t t a
see_manager_summary t b a t t t t
see_program_figures . . a . . . a
see_pilots          . . a . . . a
start_pilot         . . a . . . .
run_surveys         . . a . . . .
bind_channel        . . a . . . .
see_schedules       . . a . . a .
edit_texts          . . . s . . .
manage_roster       . . . . . a .
manage_roles        . . . . . a .
see_deliveries      . . . . . a .
see_health          . . . . . s .
read_audit          . . . . a . .
ask_question        s s s s s s s
answer_questions    . . a . . . .
"""
ROWS = {
    name: dict(zip(Role, cells, strict=True))
    for name, *cells in map(str.split, TABLE.split("\n")[1:-1])
}
REACH = {".": 0, "s": 1, "t": 2, "b": 3, "a": 4}


def test_every_cell_is_as_written_down() -> None:
    for deed, role, (distance, relation) in product(Deed, Role, enumerate(Relation)):
        expected = distance < REACH[ROWS[deed][role]]

        assert allowed({role}, deed, relation) is expected, (role, deed, relation)


def test_the_table_written_down_has_a_row_for_every_deed() -> None:
    assert list(ROWS) == list(Deed)


def test_a_guest_may_do_nothing() -> None:
    everything = product(Deed, Relation)

    assert [one for one in everything if allowed(frozenset(), *one)] == []


def test_all_roles_together_do_not_reach_another_tenant() -> None:
    assert [d for d in Deed if allowed(frozenset(Role), d, Relation.OTHER_TENANT)] == []


def test_roles_add_up_and_take_nothing_away() -> None:
    for deed, relation, one, other in product(Deed, Relation, Role, Role):
        either = allowed({one}, deed, relation) or allowed({other}, deed, relation)

        assert allowed({one, other}, deed, relation) is either, (deed, relation, one, other)


def test_an_it_admin_sees_no_results_by_that_role() -> None:
    results = {d for d in Deed if "figure" in d or "summary" in d or "pilots" in d}

    for deed, relation in product(results, Relation):
        assert allowed({Role.IT_ADMIN}, deed, relation) is allowed({Role.EMPLOYEE}, deed, relation)


def test_nobody_sees_the_figures_of_another_single_person() -> None:
    others = set(Relation) - {Relation.SELF}

    for deed, relation in product((Deed.SEE_OWN_FIGURES, Deed.SEE_OWN_DATA), others):
        assert not allowed(frozenset(Role), deed, relation)
