"""The one exception of trust.md, rule 7, where a school has switched it on."""
