"""How many of each category: one stepper a line."""

from collections.abc import Mapping
from typing import Any

from django import forms

from rebond.collection.categories import Category
from rebond.collection.counting import MOST_COUNTED
from rebond.web.forms import PlainForm


class CategoryCounts(PlainForm):
    """A row of whole numbers, one for each category, beside the form's own fields."""

    def __init__(self, *args: Any, counts: Mapping[str, int] | None = None, **kwargs: Any) -> None:
        # Declared on the instance before the fields are copied, so that PlainForm words them like the others.
        self.base_fields = {  # type: ignore[misc]
            **self.base_fields,
            **{category.value: _count_field(category) for category in Category},
        }
        kwargs["initial"] = {
            **kwargs.get("initial", {}),
            **{name: n for name, n in (counts or {}).items() if n},
        }
        super().__init__(*args, **kwargs)

    @property
    def quantities(self) -> dict[str, int]:
        """Category to the number typed; empty lines are left out."""
        return {name: self.cleaned_data[name] for name in Category.values if self.cleaned_data[name]}

    @property
    def count_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in Category.values]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in Category.values]


def _count_field(category: Category) -> forms.IntegerField:
    attrs = {"inputmode": "numeric", "autocomplete": "off"}
    return forms.IntegerField(
        label=category.label,
        required=False,
        min_value=0,
        max_value=MOST_COUNTED,
        widget=forms.NumberInput(attrs=attrs),
    )
