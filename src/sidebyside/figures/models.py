"""Figures over answers, frozen once, by rule 10."""
