"""Read alerts as they come. Needs confluent-kafka alone: pip install confluent-kafka.

    python read_alerts.py client.conf alerts.v1          until Ctrl-C
    python read_alerts.py client.conf alerts.v1 --once   until the end of the topic

client.conf holds librdkafka's settings, one `name=value` a line; group.id is among them.
"""

import json
import sys
from pathlib import Path

from confluent_kafka import Consumer, Message


def settings(path: str) -> dict[str, str]:
    """Read `name=value` lines."""
    lines = Path(path).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line.strip() and line[0] != "#")


def handle(message: Message, newest: dict[str, int]) -> None:
    """Take an alert once: one revision may come again, and an older one after a restore."""
    if message.value() is None:  # A tombstone: the alert is no longer kept.
        newest.pop(message.key().decode(), None)
        return
    alert = json.loads(message.value())  # Fields that you do not know: pass over them.
    name = alert.get("alert_id") or alert["pseudonym"]
    if alert["revision"] <= newest.get(name, 0):
        return
    newest[name] = alert["revision"]
    print(name, alert["revision"], alert["tier"], alert["state"], flush=True)


def main(path: str, topic: str, *options: str) -> None:
    """Read a topic, and commit what is handled."""
    reader = Consumer(
        {
            "auto.offset.reset": "earliest",
            **settings(path),
            "isolation.level": "read_committed",  # Else you see what was never decided.
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    newest: dict[str, int] = {}  # Keep it with your own data: it is what makes a repeat harmless.
    open_partitions: set[int] = set(reader.list_topics(topic, timeout=10).topics[topic].partitions)
    reader.subscribe([topic])
    try:
        while open_partitions or "--once" not in options:
            message = reader.poll(1.0)
            if message is None:
                continue
            if message.error() is None:
                handle(message, newest)
                reader.commit(message, asynchronous=False)  # After the work, never before.
            elif message.error().name() == "_PARTITION_EOF":
                open_partitions.discard(message.partition())
            else:
                raise SystemExit(message.error().str())
    except KeyboardInterrupt:
        pass
    finally:
        reader.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
