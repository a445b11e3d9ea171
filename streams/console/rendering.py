"""Templates: a name that is missing is a fault, and every text is escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from schemas.envelope import write_time
from streams.console.words import chance, clocks, codes

STATIC = Path(__file__).parent / "static"
COMPONENTS = (
    "breadcrumbs", "button", "checkboxes", "date-input", "details", "error-message",
    "error-summary", "fieldset", "hint", "input", "inset-text", "label", "notification-banner",
    "pagination", "radios", "select", "skip-link", "summary-list", "table", "tag", "textarea",
    "warning-text",
)  # fmt: skip


def render(template: str, **names: Any) -> str:
    """Render one template of the console.

    Raises:
        jinja2.UndefinedError: the template asks for a name that it was not given.
    """
    return environment().get_template(template).render(**names)


@cache
def environment() -> Environment:
    """The console's templates, with strict names."""
    made = Environment(
        loader=PackageLoader("streams.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"govuk": SimpleNamespace(**_components()), "static": static, "codes": codes}
    made.filters |= {
        "instant": write_time,
        "short": clocks.short,
        "dated": clocks.dated,
        "day": clocks.day,
        "long_now": clocks.long_now,
        "ago": clocks.ago,
        "clock": clocks.clock,
        "zone": clocks.zone,
        "counted": clocks.counted,
        "steps": chance.steps,
        "weight": chance.weight,
        "often": chance.often,
        "capital": codes.capital,
        "spoken": codes.spoken,
        "markup": Markup,
    }
    return made


@cache
def static(name: str) -> str:
    """The address of one of our files; it changes with the file's content."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/static/{name}?v={digest}"


def _components() -> Mapping[str, Callable[..., Markup]]:
    """govuk-frontend's macros by name; their own templates leave most parameters undefined."""
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    lenient = Environment(loader=loader, autoescape=True)
    found: dict[str, Callable[..., Markup]] = {}
    for name in COMPONENTS:
        module = lenient.get_template(f"govuk_frontend_jinja/components/{name}/macro.html").module
        macro = f"govuk{''.join(part.capitalize() for part in name.split('-'))}"
        found[name.replace("-", "_")] = getattr(module, macro)
    return found
