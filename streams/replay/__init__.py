"""The core over files, without Kafka."""
