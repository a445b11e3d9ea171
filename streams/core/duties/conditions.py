"""Whether a condition holds of a case: true, false or unknown, with the parts that decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from streams.core.duties.sight import AGES, LISTS, WORDS, Sight


class Truth(StrEnum):
    """Three values: an age may be missing, an area or a country known too coarsely."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Op(StrEnum):
    """How a field is compared; which fits which kind of field is said below."""

    IS = "=="
    IS_NOT = "!="
    IN = "in"
    NOT_IN = "not_in"
    AT_LEAST = ">="
    UNDER = "<"
    ANY = "any"
    NONE = "none"
    PRESENT = "present"


FITS: Mapping[str, frozenset[Op]] = {
    **dict.fromkeys(WORDS, frozenset({Op.IS, Op.IS_NOT, Op.IN, Op.NOT_IN, Op.PRESENT})),
    **dict.fromkeys(LISTS, frozenset({Op.ANY, Op.NONE, Op.PRESENT})),
    **dict.fromkeys(AGES, frozenset({Op.AT_LEAST, Op.UNDER, Op.PRESENT})),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field against words, or against a limit in years."""

    field: str
    op: Op
    words: tuple[str, ...] = ()
    limit: int = 0


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds if every part does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds if one part does."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds if its part does not."""

    part: Condition


Condition = Comparison | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Finding:
    """The truth, the comparisons it rests on, and the facts it would take to know."""

    truth: Truth
    grounds: tuple[Comparison, ...] = ()
    missing: tuple[str, ...] = ()


def weigh(condition: Condition, sight: Sight) -> Finding:
    """Weigh a condition: the grounds are those that held, or the first that failed."""
    match condition:
        case Comparison():
            return _compare(condition, sight)
        case AllOf(parts):
            return _weigh_parts(parts, sight, decisive=Truth.FALSE, otherwise=Truth.TRUE)
        case AnyOf(parts):
            return _weigh_parts(parts, sight, decisive=Truth.TRUE, otherwise=Truth.FALSE)
        case Not(part):
            inner = weigh(part, sight)
            return Finding(OPPOSITE[inner.truth], inner.grounds, inner.missing)


OPPOSITE = {
    Truth.TRUE: Truth.FALSE,
    Truth.FALSE: Truth.TRUE,
    Truth.UNKNOWN: Truth.UNKNOWN,
}


def _weigh_parts(
    parts: tuple[Condition, ...], sight: Sight, *, decisive: Truth, otherwise: Truth
) -> Finding:
    """One decisive part decides; else one unknown makes it unknown; else it is otherwise."""
    grounds: list[Comparison] = []
    missing: list[str] = []
    is_unknown = False
    for part in parts:
        finding = weigh(part, sight)
        if finding.truth is decisive:
            return finding
        if finding.truth is Truth.UNKNOWN:
            is_unknown = True
            missing.extend(finding.missing)
        else:
            grounds.extend(finding.grounds)
    if is_unknown:
        return Finding(Truth.UNKNOWN, (), tuple(dict.fromkeys(missing)))
    return Finding(otherwise, tuple(grounds))


def _compare(comparison: Comparison, sight: Sight) -> Finding:
    """Compare one field; an age or a country that is not known leaves it unknown."""
    field = comparison.field
    if field in AGES:
        truth = _compare_ages(comparison, AGES[field](sight))
        return Finding(truth, (comparison,), ("age",) if truth is Truth.UNKNOWN else ())
    if field in LISTS:
        return Finding(_truth(_compare_list(comparison, LISTS[field](sight))), (comparison,))
    word = WORDS[field](sight)
    if field == "jurisdiction" and word is None:
        return Finding(Truth.UNKNOWN, (comparison,), ("country",))
    return Finding(_truth(_compare_word(comparison, word)), (comparison,))


def _truth(holds: bool) -> Truth:
    return Truth.TRUE if holds else Truth.FALSE


def _compare_ages(comparison: Comparison, ages: tuple[int | None, ...]) -> Truth:
    """Compare ages: one person is enough, and a person of unknown age may be the one."""
    known = [age for age in ages if age is not None]
    if comparison.op is Op.PRESENT:
        return _truth(bool(known))
    if any((age >= comparison.limit) is (comparison.op is Op.AT_LEAST) for age in known):
        return Truth.TRUE
    return Truth.FALSE if ages and len(known) == len(ages) else Truth.UNKNOWN


def _compare_list(comparison: Comparison, found: frozenset[str]) -> bool:
    if comparison.op is Op.PRESENT:
        return bool(found)
    return found.isdisjoint(comparison.words) is (comparison.op is Op.NONE)


def _compare_word(comparison: Comparison, word: str | None) -> bool:
    """Compare a word; one that is missing matches nothing, so it is 'not in' any list."""
    if comparison.op is Op.PRESENT:
        return word is not None
    return (word in comparison.words) is (comparison.op in (Op.IS, Op.IN))
