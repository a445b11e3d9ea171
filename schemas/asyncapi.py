"""The contract as AsyncAPI 3: every topic, what it carries, and who may read and write it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from schemas.topics import (
    PARTITIONS,
    REPLICAS,
    ROLES,
    TOPICS,
    Side,
    Topic,
    config_of,
    partner_topic,
)

VERSION: Final = "1.0.0"
"""Of the contract; its first number changes when a topic or a type gets a new ``.v``."""
FILE: Final = "asyncapi.json"
EXAMPLE_RECIPIENT: Final = "recipient"
"""Stands for the name of a partner in its topic's name."""
LISTS: Final = ("cleanup.policy",)
NUMBERS: Final = ("retention.ms", "delete.retention.ms", "max.message.bytes")


def document(
    topics: Iterable[Topic] | None = None, partitions: int = PARTITIONS, replicas: int = REPLICAS
) -> dict[str, Any]:
    """Describe topics of the contract; the internal ones are nobody's concern outside."""
    chosen = [
        topic
        for topic in (topics or (*TOPICS, partner_topic(EXAMPLE_RECIPIENT)))
        if topic.side is not Side.INTERNAL
    ]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tocsin",
            "version": VERSION,
            "description": "Reports of deaths and violence in; alerts of linked series and "
            "reviews due out. CloudEvents 1.0 in Kafka's binary mode. Readers use "
            "isolation.level=read_committed.",
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic, partitions, replicas) for topic in chosen},
        "operations": {_verb(topic) + topic.name: _operation(topic) for topic in chosen},
        "components": {"messages": _messages(chosen), "messageTraits": {"cloudEvent": TRAIT}},
    }


def _channel(topic: Topic, partitions: int, replicas: int) -> dict[str, Any]:
    name = _message(topic)
    return {
        "address": topic.name,
        "description": _sentence(topic),
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions or partitions,
                "replicas": replicas,
                "topicConfiguration": _configuration(topic, replicas),
                "bindingVersion": "0.5.0",
            }
        },
    }


def _configuration(topic: Topic, replicas: int) -> dict[str, Any]:
    """The settings that AsyncAPI's binding knows; ``tocsin topics --format json`` has all."""
    config = config_of(topic, replicas)
    lists = {name: [config[name]] for name in LISTS if name in config}
    return lists | {name: int(config[name]) for name in NUMBERS if name in config}


def _sentence(topic: Topic) -> str:
    def who(side: str) -> str:
        named = [name for name, role in ROLES.items() if topic.name in getattr(role, side)]
        return ", ".join(named) or "nobody else"

    if topic.name == partner_topic(EXAMPLE_RECIPIENT).name:
        return f"{topic.meaning}. Read by that partner alone; written by worker."
    return f"{topic.meaning}. Read by {who('reads')}; written by {who('writes')}."


def _verb(topic: Topic) -> str:
    return "receive " if topic.side is Side.INPUT else "send "


def _operation(topic: Topic) -> dict[str, Any]:
    return {
        "action": _verb(topic).strip(),
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "messages": [{"$ref": f"#/channels/{topic.name}/messages/{_message(topic)}"}],
    }


def _message(topic: Topic) -> str:
    return topic.event_type or topic.name


def _messages(topics: Iterable[Topic]) -> dict[str, Any]:
    return {_message(topic): _described(topic) for topic in topics}


def _described(topic: Topic) -> dict[str, Any]:
    key = {"bindings": {"kafka": {"key": {"type": "string", "description": topic.key},
                                  "bindingVersion": "0.5.0"}}}  # fmt: skip
    if topic.event_type is None:
        return {
            "name": topic.name,
            "contentType": "application/octet-stream",
            "summary": topic.meaning,
            **key,
        }
    return {
        "name": topic.event_type,
        "summary": topic.meaning,
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {"$ref": f"./{topic.event_type}.json"},
        **key,
    }


TRAIT: Final[dict[str, Any]] = {
    "headers": {
        "type": "object",
        "required": ["ce_specversion", "ce_type", "ce_source", "ce_id"],
        "properties": {
            "ce_specversion": {"const": "1.0"},
            "ce_type": {"type": "string"},
            "ce_source": {"type": "string", "description": "The sender, as a URI reference."},
            "ce_id": {"type": "string"},
            "ce_subject": {"type": "string", "description": "The area."},
            "ce_time": {"type": "string", "format": "date-time"},
            "ce_dataschema": {"type": "string"},
            "ce_tocsinmac": {"type": "string", "description": "Where senders must sign."},
            "content-type": {"type": "string"},
        },
    }
}
"""The CloudEvents attributes that every event carries."""
