"""What ties which case: cases left, ties right, the thicker the line the more it counts."""

from __future__ import annotations

from schemas.alerts import Alert
from streams.console.pictures.canvas import WIDTH, Canvas, wrapped
from streams.console.pictures.picture import Picture
from streams.console.pictures.reasons import Reason, in_cases, reasons
from streams.console.words import chance
from streams.console.words.clocks import counted

MOST_CASES, MOST_TIES = 8, 6
CASE_EACH = 34.0
EACH, TOP, FOOT = 62.0, 14.0, 28.0
CASE, TIE, TIE_WIDTH = 62.0, 178.0, 172.0  # where cases stand, where ties begin
THINNEST, THICKEST = 1.0, 7.0
NOTHING = 0.05  # steps; a smaller weight ties nothing


def draw(alert: Alert, key: str = "links") -> Picture:
    """Draw ties between cases; over eight cases or six ties the table says it better."""
    ties = tuple(one for one in reasons(alert) if one.nats / chance.NAT >= NOTHING and one.cases)
    cases = tuple(sorted({number for tie in ties for number in tie.cases}))
    many = len(cases) > MOST_CASES or len(ties) > MOST_TIES
    title = f"{counted(len(ties), 'thing')} {'ties' if len(ties) == 1 else 'tie'} them"
    if not ties:
        title = "Nothing ties the cases but the count"
    sentence = _sentence(ties)
    rows = tuple(
        (one.name, one.words, in_cases(one.cases), chance.weight(one.nats)) for one in ties
    )
    svg = None if many or not ties else _drawn(key, title, sentence, cases, ties)
    return Picture(key, title, sentence, ("Tie", "What was found", "Cases", "Weight"), rows, svg)


def _sentence(ties: tuple[Reason, ...]) -> str:
    if not ties:
        return "No single feature speaks for a link. People are shown as codes, never names."
    first = ties[0]
    return (
        f"{first.name} counts most ({chance.weight(first.nats)}), between cases "
        f"{in_cases(first.cases)}. People are shown as codes, never names."
    )


def _drawn(
    key: str, title: str, desc: str, cases: tuple[int, ...], ties: tuple[Reason, ...]
) -> str:
    tall = max(EACH * len(ties), CASE_EACH * len(cases))
    canvas = Canvas(key, title, desc, TOP + tall + FOOT)
    most = ties[0].nats
    left = {number: TOP + tall * (i + 0.5) / len(cases) for i, number in enumerate(cases)}
    right = [TOP + tall * (i + 0.5) / len(ties) for i in range(len(ties))]
    for tie, y in zip(ties, right, strict=True):
        thick = THINNEST + (THICKEST - THINNEST) * tie.nats / most
        for number in tie.cases:
            canvas.curve((CASE, left[number]), (TIE, y), thick, "tie")
    for tie, y in zip(ties, right, strict=True):
        lines = wrapped(tie.name, TIE_WIDTH - 14, 2)
        canvas.box(TIE, y - 28, TIE_WIDTH, 56, "plate")
        for i, line in enumerate(lines):
            canvas.words((TIE + 8, y - 12 + 16 * i + 8 * (2 - len(lines))), line)
        canvas.words((TIE + 8, y + 5 + 8 * len(lines)), chance.weight(tie.nats), "strong")
    for number, y in left.items():
        canvas.words((10, y + 5), "Case")
        canvas.circle((CASE, y), 12, "case")
        canvas.words((CASE, y + 5), str(number), "on", "middle")
    canvas.words((WIDTH - 10, TOP + tall + 18), "Thicker line: counts for more", "quiet", "end")
    return canvas.svg()
