"""Tocsin: reports of deaths and violence in, alerts of linked series and reviews due out."""
