"""Alerts that areas share: one home writes each, the others hand over what they find."""
