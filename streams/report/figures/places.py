"""Section 5: where? Districts against the force, and addresses with more than one death."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from streams.report.columns import Period
from streams.report.figure import Figure, Row
from streams.report.figures.expected import by_age, of_districts
from streams.report.figures.ground import FEW, Ground, verdict
from streams.report.measures import lines
from streams.report.measures.intervals import count_interval
from streams.report.measures.spread import ALIKE, chance_of_differing, omega, shrunk
from streams.report.words import counted, listed, number, percent

A_YEAR = 365
REPEAT_DAYS = 900
HOW = {True: "the force's rates by age and sex on the district's people",
       False: "the force's rate on the district's residents, whatever their age"}  # fmt: skip
ENOUGH_AT_AN_ADDRESS = 2


def figures(ground: Ground) -> Iterator[Figure]:
    """Districts over twelve months, then addresses over 900 days."""
    yield _districts(ground)
    yield _addresses(ground)


def _numbers(ground: Ground, span: Period) -> tuple[Counter[str], int, int]:
    found: Counter[str] = Counter()
    near = lost = 0
    for one in ground.unexpected:
        if span.holds(one.occurred):
            district, is_near = ground.district_of(one)
            if district is None:
                lost += 1
            else:
                found[district.code] += 1
                near += is_near
    return found, near, lost


def _districts(ground: Ground) -> Figure:
    year = Period(ground.period.end, ground.period.end).before(A_YEAR)
    found, near, lost = _numbers(ground, year)
    earlier, _, _ = _numbers(ground, year.before(A_YEAR))
    known = [one for one in ground.area.districts if ground.district_people.get(one.code)]
    people = [ground.district_people[one.code] for one in known]
    if not known or not sum(found.values()):
        return Figure(key="districts", section=5, title="Districts",
                      sentence="The area file names no districts with residents, or no death of "
                      "the last 12 months has a place; nothing can be said.")  # fmt: skip
    total = sum(found[one.code] for one in known)
    codes = [one.code for one in known]
    expected = of_districts(ground, codes, year, total)
    before = sum(earlier[one.code] for one in known)
    past = of_districts(ground, codes, year.before(A_YEAR), before)
    spread = omega([earlier[one.code] for one in known], past) if before else 0.0
    observed = [found[one.code] for one in known]
    drawn = shrunk(observed, expected)
    order = sorted(range(len(known)), key=lambda i: (-drawn[i], known[i].code))
    rows = []
    for i in order:
        n, e = observed[i], expected[i]
        variance = lines.variance_of_places(e, spread)
        low, high = count_interval(n)
        said = verdict(n, *lines.lines(e, variance))
        rows.append(
            Row(label=known[i].name, value=n, expected=round(e, 2), n=people[i],
                low=round(low / e, 3), high=round(high / e, 3), usual=lines.usual(e, variance),
                verdict=said if e >= FEW or said == "beyond" else "few",
                unseen=round(lines.unseen(e, omega=spread), 1),
                facts={"ratio": round(n / e, 3), "shrunk": round(drawn[i], 3),
                       "lat": known[i].lat, "lon": known[i].lon})
        )  # fmt: skip
    placed = total + lost
    return Figure(
        key="districts", section=5, title="Districts against the force's rate", chart="place",
        rows=tuple(rows), basis=f"by date of death, {year.words()}",
        sentence=_alike(rows),
        numbers={"near": near, "lost": lost, "omega": round(spread, 3), "placed": placed,
                 "districts": len(rows)},
        method=f"Expected: {HOW[by_age(ground, codes)]}. Intervals of the ratio: 95%. The spread "
        "between districts is learned on the year before.",
        notes=(
            f"{percent(near / total if total else 0)} of placed deaths were given to the nearest "
            "district's label point; their district is approximate.",
            f"{counted(lost, 'death')} of {number(placed)} have no place.",
            f"Spread between districts (omega): {number(round(spread, 3))}.",
            "By place of death, per resident.",
        ),
        label_name="District", of_name="Residents",
    )  # fmt: skip


def _alike(rows: list[Row]) -> str:
    out = [row.label for row in rows if row.verdict == "beyond"]
    rest = [row for row in rows if row.verdict != "beyond"]
    chance = chance_of_differing(
        [row.value or 0 for row in rest], [row.expected or 1 for row in rest]
    )
    said = f"More than chance gives: {listed(out)}. " if out else ""
    if len(rest) > 1 and chance > ALIKE:
        other = f"other {len(rest)}" if out else f"{len(rest)}"
        said += f"The {other} districts differ no more than chance would give."
    elif len(rest) > 1:
        said += "The districts differ by more than chance would give; the intervals say where."
    return said.strip()


def _addresses(ground: Ground) -> Figure:
    span = Period(ground.period.end, ground.period.end).before(REPEAT_DAYS)
    at: dict[str, list[str]] = {}
    for one in ground.unexpected:
        if one.address and one.institution is None and span.holds(one.occurred):
            at.setdefault(one.address, []).append(f"{one.occurred:%Y-%m-%d}")
    several = sorted(
        (pair for pair in at.items() if len(pair[1]) >= ENOUGH_AT_AN_ADDRESS),
        key=lambda pair: (-len(pair[1]), pair[0]),
    )
    rows = tuple(
        Row(label=address, value=len(days), facts={"days": ", ".join(days)})
        for address, days in several
    )
    return Figure(
        key="addresses", section=5, title="Addresses with two or more unexpected deaths",
        rows=rows, partner="drop", basis=f"by date of death, {span.words()}",
        sentence=f"{counted(len(rows), 'address', 'addresses')}, institutions left out, had two "
        f"or more unexpected deaths in {REPEAT_DAYS} days.",
        numbers={"addresses": len(rows), "days": REPEAT_DAYS}, label_name="Address (UPRN)",
    )  # fmt: skip
