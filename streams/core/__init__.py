"""The pure core: no Kafka, no clock, no random, no environment, no logging."""
