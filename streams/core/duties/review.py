"""All duties of one death or incident as one alert of kind ``review_due``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streams.core.duties.book import Book
from streams.core.duties.duty import LIVE, RUNNING, Duty, DutyState, by_duty
from streams.core.duties.regimes import Regime, Tier

TITLE_LENGTH = 90  # characters; contract.md section 4
LOUDEST_FIRST = tuple(Tier)
STRONGEST_FIRST = (
    *(DutyState.OPEN, DutyState.EXTENDED, DutyState.PAUSED, DutyState.WAITING),
    *(DutyState.NEEDS_FACT, DutyState.DONE, DutyState.EXCLUDED, DutyState.VOID),
)


def live_regimes(book: Book, duties: Iterable[Duty]) -> tuple[Regime, ...]:
    """Give the regimes that still ask something of somebody, loudest first, then in file order."""
    live = {line.duty for line in duties if line.state in LIVE}
    found = [regime for regime in book.regimes.values() if regime.id in live]
    return tuple(sorted(found, key=lambda regime: LOUDEST_FIRST.index(regime.tier)))


def is_asked(line: Duty) -> bool:
    """Tell whether a line only asks for a fact: nobody knows yet whether the duty is one."""
    return line.is_whole and line.state is DutyState.NEEDS_FACT


def raised(book: Book, duties: Iterable[Duty]) -> tuple[Regime, ...]:
    """Give the live regimes that are known to apply, loudest first."""
    return live_regimes(book, [line for line in duties if not is_asked(line)])


def tier(book: Book, duties: Iterable[Duty]) -> Tier | None:
    """Give the tier of the loudest live duty; none when nothing is left to do.

    What only asks for a fact is info: it is seen, and wakes nobody.
    """
    lines = tuple(duties)
    if known := raised(book, lines):
        return known[0].tier
    return Tier.INFO if live_regimes(book, lines) else None


def roles(book: Book, duties: Iterable[str]) -> tuple[str, ...]:
    """Give the roles to tell of some duties, each once, in file order."""
    named = set(duties)
    regimes = (regime for regime in book.regimes.values() if regime.id in named)
    return tuple(dict.fromkeys(role for regime in regimes for role in regime.recipients))


def recipients(book: Book, duties: Iterable[Duty]) -> tuple[str, ...]:
    """Give the roles to tell, those of the loudest duty first; of an ended one, who was told."""
    lines = tuple(duties)
    regimes = raised(book, lines) or live_regimes(book, lines)
    if not regimes:
        return roles(book, (line.duty for line in lines))
    return tuple(dict.fromkeys(role for regime in regimes for role in regime.recipients))


def title(book: Book, duties: Iterable[Duty]) -> str:
    """Give a title of at most 90 characters: the loudest duty and how many more."""
    lines = tuple(duties)
    regimes = raised(book, lines)
    if not regimes:
        asked = any(is_asked(line) for line in lines)
        return "A fact is missing to say whether a review is due" if asked else "No review is due"
    more = f" and {len(regimes) - 1} more" if len(regimes) > 1 else ""
    room = TITLE_LENGTH - len("Review due: ") - len(more)
    name = regimes[0].title
    return f"Review due: {name if len(name) <= room else name[: room - 3] + '...'}{more}"


def why(book: Book, duties: Sequence[Duty]) -> str:
    """Give the one sentence a duty officer reads aloud: what the loudest duty asks, and why."""
    regimes = raised(book, duties)
    if not regimes:
        return _asked(book, duties)
    first = regimes[0]
    reason = next(line.reason for line in duties if line.duty == first.id and line.state in LIVE)
    return f"{first.say.rstrip('.')} ({reason})." if reason else first.say


def _asked(book: Book, duties: Sequence[Duty]) -> str:
    """Say which fact would tell whether a review is due."""
    asked = [line for line in duties if is_asked(line)]
    if not asked:
        return "Nothing is left to do."
    missing = "; ".join(dict.fromkeys(line.reason for line in asked))
    names = ", ".join(regime.title for regime in live_regimes(book, asked))
    return f"Nobody can say whether a review is due until a fact is found ({missing}): {names}."


def next_steps(book: Book, duties: Iterable[Duty]) -> tuple[str, ...]:
    """Say what to do now, soonest due first; a missing fact comes first of all."""
    lines = [line for line in duties if line.state in RUNNING and line.duty in book.regimes]
    lines.sort(key=lambda line: (line.due_at is not None, line.due_at or line.aware_at))
    steps: list[str] = []
    for line in lines:
        regime = book.regimes[line.duty]
        step = regime.step(line.step)
        if line.state is DutyState.NEEDS_FACT:
            steps.append(f"{regime.title}: find out: {line.reason}")
        elif step is not None:
            steps.append(f"{regime.title}: {step.say}")
    return tuple(dict.fromkeys(steps))


def merged(lists: Iterable[Sequence[Duty]]) -> tuple[Duty, ...]:
    """Merge the duties of several reports of one death or incident: each duty once.

    The report with the strongest state of a duty gives its lines, ties by the earlier awareness:
    what is open for one report is not hidden by what is void for another.
    """
    best: dict[str, tuple[Duty, ...]] = {}
    for duties in lists:
        for name, lines in by_duty(duties).items():
            held = best.get(name)
            if held is None or _strength(lines) < _strength(held):
                best[name] = lines
    return tuple(line for lines in best.values() for line in lines)


def _strength(lines: Sequence[Duty]) -> tuple[int, float]:
    state = min(STRONGEST_FIRST.index(line.state) for line in lines)
    return state, min(line.aware_at for line in lines).timestamp()
