"""The screens, by the place where people work. A roof: it owns no table."""
