"""One measured figure and its goal."""

import json
import operator
from dataclasses import dataclass

COMPARE = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True)
class Figure:
    """A figure such as `Figure("start.ready", 4.2, "s", "<= 10")`; the goal is a comparison and a number."""

    name: str
    value: float
    unit: str
    goal: str

    def reached(self) -> bool:
        """Return whether the value is as good as the goal."""
        comparison, bound = self.goal.split()
        return COMPARE[comparison](self.value, float(bound))

    def line(self) -> str:
        """Return the figure as one line of JSON."""
        value = round(self.value, 3)
        return json.dumps({"figure": self.name, "value": value, "unit": self.unit, "goal": self.goal})
