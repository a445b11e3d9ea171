"""Bars for and against: what each reason adds to the strength, and the line it has to reach."""

from __future__ import annotations

from schemas.alerts import Alert
from streams.console.pictures.canvas import WIDTH, Canvas, shortened
from streams.console.pictures.picture import Picture
from streams.console.pictures.reasons import Reason, in_cases, reasons, total
from streams.console.words import chance

EACH, TOP, FOOT = 44.0, 26.0, 52.0
LEFT, RIGHT, VALUE = 12.0, 12.0, 46.0  # margins; room for a value beside a bar
MOST = 10  # bars; the lightest of more are drawn as one


def draw(alert: Alert, key: str = "weights") -> Picture:
    """Draw the weight of every reason; each step of 1 doubles the likelihood."""
    found = reasons(alert)
    sentence = _sentence(alert, found)
    title = f"{found[0].name} counts most" if found else "No reason has a weight"
    rows = tuple(
        (one.name, one.words, in_cases(one.cases), chance.weight(one.nats)) for one in found
    )
    if found:
        rows += (("Total", _lines(alert), "", chance.steps(total(found))),)
    svg = _drawn(key, title, sentence, alert, _few(found)) if found else None
    return Picture(key, title, sentence, ("Reason", "What was found", "Cases", "Weight"), rows, svg)


def _sentence(alert: Alert, found: tuple[Reason, ...]) -> str:
    if not found:
        return "This alert is a fact or a clock, so that nothing was weighed."
    said = (
        f"Strength {chance.steps(total(found))}.",
        _lines(alert),
        "Each step of 1 makes it twice as likely.",
    )
    return " ".join(filter(None, said))


def _lines(alert: Alert) -> str:
    found = [
        f"{name} at {chance.steps(line)} or more"
        for name, line in (
            ("Amber", alert.measures.line_amber),
            ("red", alert.measures.line_red),
        )
        if line is not None
    ]
    return f"{', '.join(found)}." if found else ""


def _few(found: tuple[Reason, ...]) -> tuple[Reason, ...]:
    if len(found) <= MOST:
        return found
    heaviest = sorted(found, key=lambda one: -abs(one.nats))[: MOST - 1]
    kept = [one for one in found if one in heaviest]
    rest = sum(one.nats for one in found if one not in heaviest)
    return (*kept, Reason("All others", "", (), rest))


def _drawn(key: str, title: str, desc: str, alert: Alert, found: tuple[Reason, ...]) -> str:
    canvas = Canvas(key, title, desc, TOP + EACH * len(found) + FOOT)
    most = max(0.0, *(one.nats for one in found))
    least = min(0.0, *(one.nats for one in found))
    wide = WIDTH - LEFT - RIGHT - VALUE * (2 if least < 0 else 1)
    scale = wide / ((most - least) or 1.0)
    zero = LEFT + (VALUE - least * scale if least < 0 else 0.0)
    if least < 0:
        canvas.words((zero - 6, 16), "against", "quiet", "end")
    canvas.words((zero + 6, 16), "for", "quiet")
    for place, one in enumerate(found):
        top = TOP + EACH * place
        canvas.words((LEFT, top + 14), shortened(one.name, WIDTH - LEFT - RIGHT))
        length = one.nats * scale
        canvas.box(min(zero, zero + length), top + 20, abs(length), 15,
                   "bar" if length > 0 else "bar-against")  # fmt: skip
        canvas.line((zero, top + 18), (zero, top + 37), "axis")
        at = zero + length + (5 if length >= 0 else -5)
        canvas.words((at, top + 33), chance.weight(one.nats), "strong",
                     "start" if length >= 0 else "end")  # fmt: skip
    bottom = TOP + EACH * len(found)
    canvas.words((WIDTH - RIGHT, bottom + 20), f"Total {chance.steps(total(found))}", "strong",
                 "end")  # fmt: skip
    canvas.words((WIDTH - RIGHT, bottom + 40), _lines(alert), "", "end")
    return canvas.svg()
