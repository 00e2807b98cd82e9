"""Write the contract's checker as Python: `make contract`, after a change of the schema.

Compiled when the server starts, it cost each worker three megabytes and forty milliseconds.
"""

import ast
import json
import sys
from pathlib import Path

import fastjsonschema

CONTRACT = Path(__file__).parents[1] / "src/rebond/evidence/contract"
SCHEMA, CHECKER = CONTRACT / "report.v1.schema.json", CONTRACT / "checker.py"
HEAD = '"""Made from report.v1.schema.json by scripts/build_checker.py: `make contract`."""\n\n'


class _Shorter(ast.NodeTransformer):
    """An error of the contract says which place and which rule: not its whole definition again."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        node.keywords = [word for word in node.keywords if word.arg not in {"definition", "value"}]
        return node


def source() -> str:
    """The checker: `check(report)` raises JsonSchemaValueException."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    code = _Shorter().visit(ast.parse(fastjsonschema.compile_to_code(schema)))
    main = "validate_" + schema["$id"].replace(".", "_")
    return f"{HEAD}{ast.unparse(code)}\n\ncheck = {main}\n"


if __name__ == "__main__":
    CHECKER.write_text(source(), encoding="utf-8")
    print(CHECKER.stat().st_size, "bytes", file=sys.stderr)
