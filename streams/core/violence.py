"""Violence as the rules see it: who against whom, how grave, and with what."""

from __future__ import annotations

from streams.core.case import Case

GRAVE_INJURIES = frozenset({"serious", "life_threatening", "fatal"})
FAMILY = frozenset({"partner", "ex_partner", "parent", "child", "other_family", "household"})
KIN = frozenset({"partner", "ex_partner", "parent", "child", "relative", "cohabitee", "carer"})
DOMESTIC_FLAGS = frozenset({"domestic_abuse", "coercive_control", "honour_based"})
STRANGLED, THREATENED = "non_fatal_strangulation", "threats_to_kill"
ESCALATING_FLAGS = DOMESTIC_FLAGS | {"stalking", STRANGLED, THREATENED}
GANG_FLAGS = frozenset({"gang", "county_lines"})
INTIMATE = frozenset({"partner", "ex_partner"})


def is_grave_violence(case: Case) -> bool:
    """Tell violence that left somebody gravely hurt."""
    return case.kind == "violence" and case.injury in GRAVE_INJURIES


def is_domestic(case: Case) -> bool:
    """Tell what happened in a family or household, as far as known."""
    suspected = {one.token for one in case.people if one.role == "suspect"}
    kin = any(one.role in KIN and one.token in suspected for one in case.people)
    return kin or case.relationship in FAMILY or not DOMESTIC_FLAGS.isdisjoint(case.flags)


def is_killing_shooting_or_stabbing(case: Case) -> bool:
    """Tell a homicide, or somebody gravely hurt by a gun or a blade."""
    if case.kind == "death":
        return case.category == "homicide"
    if not is_grave_violence(case):
        return False
    armed = case.weapon in ("knife", "firearm") or case.method in ("sharp", "firearm")
    return armed or case.injury == "fatal"


def may_be_answered(case: Case) -> bool:
    """Tell violence that is most often answered: a killing, a shooting, a gang's attack."""
    gun = "firearm" in (case.weapon, case.method)
    killed = case.kind == "death" or case.injury == "fatal"
    return gun or killed or not GANG_FLAGS.isdisjoint(case.flags)


def is_armed(case: Case) -> bool:
    """Tell violence with a gun or a blade, whatever came of it, and every homicide."""
    if case.kind == "violence" and case.weapon in ("knife", "firearm"):
        return True
    return is_killing_shooting_or_stabbing(case)


def is_escalating(case: Case) -> bool:
    """Tell violence, stalking or threats of the kind that grows from one report to the next."""
    if case.kind != "violence":
        return False
    return case.relationship in INTIMATE or not ESCALATING_FLAGS.isdisjoint(case.flags)


def pairs_of(case: Case) -> tuple[tuple[str, str], ...]:
    """Who was harmed and who is suspected, by token, each pair once; none where either is unknown.

    A person whose token is being changed is known by the old one too.
    """
    harmed = [one.token for one in case.subjects if one.token is not None]
    by = [
        token
        for one in case.people
        if one.role == "suspect" and not one.professional
        for token in (one.token, one.token_previous)
        if token
    ]
    return tuple(dict.fromkeys((one, other) for one in harmed for other in by))
