"""From outcomes of the core to events on topics: what is written, where, under which key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from schemas import envelope
from schemas.alerts import ALERT_TYPE, Alert
from schemas.area_summaries import AREA_SUMMARY_TYPE, AreaSummary
from schemas.decisions import DECISION_TYPE, Decision
from schemas.deliveries import Delivery
from schemas.partner_alerts import PARTNER_ALERT_TYPE, PartnerAlert
from schemas.topics import ALERT_REVISIONS, ALERTS, AREAS, DECISIONS, partner_topic
from streams.core.area import Outcome
from streams.core.partners.disclose import PartnerNews

SOURCE = "//tocsin"


@dataclass(frozen=True, slots=True)
class Published:
    """One event for one topic. ``data`` is written as JSON in the order of its schema.

    ``data`` is None where a compacted topic forgets the key.
    """

    topic: str
    key: str
    type: str
    id: str
    subject: str
    time: datetime
    data: Alert | AreaSummary | Decision | Delivery | PartnerAlert | None

    def headers(self) -> tuple[tuple[str, bytes], ...]:
        """Attributes as Kafka headers (binary mode)."""
        return envelope.headers_of(
            type=self.type, source=f"{SOURCE}/{self.subject}", id=self.id,
            subject=self.subject, time=self.time, dataschema=f"{self.type}.json",
        )  # fmt: skip

    def value(self) -> bytes | None:
        """The data as JSON; None is a tombstone."""
        return None if self.data is None else envelope.to_json(self.data)

    def line(self) -> bytes:
        """The event as one line of a file (structured mode)."""
        attributes: dict[str, Any] = envelope.attributes_of(
            type=self.type, source=f"{SOURCE}/{self.subject}", id=self.id,
            subject=self.subject, time=self.time, dataschema=f"{self.type}.json",
        )  # fmt: skip
        attributes["data"] = self.data
        return orjson.dumps(attributes, option=envelope.JSON_OPTIONS | orjson.OPT_APPEND_NEWLINE)


def published(area: str, outcome: Outcome) -> Iterator[Published]:
    """What one outcome puts on the topics: the decision, and the alert whole if it has news."""
    alert, decision = outcome.alert, outcome.decision
    if alert is not None:
        for topic in (ALERTS, ALERT_REVISIONS):
            yield Published(
                topic=topic,
                key=alert.alert_id,
                type=ALERT_TYPE,
                id=f"{alert.alert_id}/{alert.revision}",
                subject=area,
                time=alert.updated_at,
                data=alert,
            )
    yield Published(
        topic=DECISIONS,
        key=decision.alert_id or area,
        type=DECISION_TYPE,
        id=outcome.id,
        subject=area,
        time=decision.at,
        data=decision,
    )
    for news in outcome.partners:
        yield _for_partner(area, news)


def published_standing(summary: AreaSummary) -> Published:
    """Put how an area stands on its topic, in place of the summary before."""
    return Published(
        topic=AREAS,
        key=summary.area,
        type=AREA_SUMMARY_TYPE,
        id=f"{summary.area}/{envelope.write_time(summary.at)}",
        subject=summary.area,
        time=summary.at,
        data=summary,
    )


def _for_partner(area: str, news: PartnerNews) -> Published:
    """What one partner hears; its time says the month and no more."""
    revision = "gone" if news.alert is None else news.alert.revision
    return Published(
        topic=partner_topic(news.recipient).name,
        key=news.pseudonym,
        type=PARTNER_ALERT_TYPE,
        id=f"{news.pseudonym}/{revision}",
        subject=area,
        time=news.month,
        data=news.alert,
    )
