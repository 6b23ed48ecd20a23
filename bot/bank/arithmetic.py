"""The arithmetic of `check:` expressions: numbers, + - * / **, and a few functions. Nothing else is ever evaluated."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext

_LONGEST = 400
_MOST_POWER = 200
_BINARY: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class NotArithmetic(ValueError):
    """The expression is not arithmetic, or has no value. The message says why."""


def evaluate(expression: str) -> Decimal:
    """The value of an expression, to 28 digits. Raises NotArithmetic."""
    if len(expression) > _LONGEST:
        raise NotArithmetic(f"longer than {_LONGEST} characters")
    try:
        tree = ast.parse(expression.strip(), mode="eval")
        with localcontext(Context(prec=28, rounding=ROUND_HALF_UP)):
            return _value(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotArithmetic(str(error).split(" (")[0]) from None
    except DecimalException:
        raise NotArithmetic("it has no value: a division by zero, or too large") from None


def half_up(value: Decimal, places: int = 0) -> Decimal:
    """Rounded to this many places, halves away from zero, as people round."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _value(node: ast.expr) -> Decimal:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Decimal(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
        value = _value(node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp):
        return _binary(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _call(node.func.id, [_value(argument) for argument in node.args])
    raise NotArithmetic(f"`{ast.unparse(node)}` is not a number, + - * / ** or one of {', '.join(_FUNCTIONS)}")


def _binary(node: ast.BinOp) -> Decimal:
    left, right = _value(node.left), _value(node.right)
    if isinstance(node.op, ast.Pow):
        if abs(right) > _MOST_POWER:
            raise NotArithmetic(f"a power above {_MOST_POWER}")
        return left**right
    act = _BINARY.get(type(node.op))
    if act is None:
        raise NotArithmetic(f"`{ast.unparse(node)}` uses something other than + - * / **")
    return act(left, right)


def _whole(rounding: str) -> Callable[..., Decimal]:
    # Seven places first: 18.000000000000000000000001 is float noise of a division, not a reason to round up to 19.
    return lambda value: half_up(value, 7).quantize(Decimal(1), rounding=rounding)


_FUNCTIONS: Mapping[str, Callable[..., Decimal]] = {
    "sqrt": lambda value: value.sqrt(),
    "ceil": _whole(ROUND_CEILING),
    "floor": _whole(ROUND_FLOOR),
    "round": lambda value, places=Decimal(0): half_up(value, int(places)),
    "abs": abs,
    "min": min,
    "max": max,
    "sum": lambda *values: sum(values, Decimal(0)),
    "ln": lambda value: value.ln(),
    "exp": lambda value: value.exp(),
}


def _call(name: str, arguments: list[Decimal]) -> Decimal:
    function = _FUNCTIONS.get(name)
    if function is None:
        raise NotArithmetic(f"`{name}` is not one of {', '.join(_FUNCTIONS)}")
    try:
        return function(*arguments)
    except TypeError:
        raise NotArithmetic(f"`{name}` cannot take {len(arguments)} numbers") from None
