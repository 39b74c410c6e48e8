"""`tui-nn predict MODEL DATA`: what a trained network says for other rows, written beside them."""

from __future__ import annotations

import json
from pathlib import Path

from tui_nn.cli.arguments import OneLineParser, path_of
from tui_nn.cli.output import complain, say
from tui_nn.config.errors import ConfigError
from tui_nn.config.plain_text import printable, quoted

USAGE = "MODEL DATA [options]"
DESCRIPTION = """\
Show the rows of a table to a network that tui-nn train --save-model (or the
key O of the app) has written, and print them with what it says beside each, as
CSV. Columns are found by their names; the target's column need not be there.
"""
EPILOG = """exit status: 0 done, 2 wrong use, model or data, 4 standard output cannot be written

example:
  tui-nn train iris --hidden 6 --activation tanh,softmax \\
      --loss categorical_crossentropy --optimizer lbfgs --save-model iris.model
  tui-nn predict iris.model flowers.csv --output predicted.csv
"""

ROWS_AT_A_TIME = 1000
LONGEST_LINE = 400


def predict_command(arguments: list[str]) -> int:
    """Predict as the arguments say and return the exit status."""
    parser = OneLineParser("tui-nn predict", USAGE, DESCRIPTION, EPILOG)
    parser.add_argument("model", metavar="MODEL", help="What tui-nn train --save-model has written.")
    parser.add_argument("source", metavar="DATA", help="A file of any kind that is read, a built-in name, or -.")
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=path_of("a file to write"),
        help="Write the rows to a CSV file instead. (default: none)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a row, with what is predicted")
    parsed = parser.read(arguments)
    if parsed.json and parsed.output:
        raise ConfigError("--output writes a CSV file and --json prints objects; give one of them")

    # Here, so that help and mistakes in the arguments need not wait for NumPy.
    from dataclasses import replace

    from tui_nn.data.catalog import load_columns
    from tui_nn.data.editing import to_csv
    from tui_nn.storage.model_files import load_model
    from tui_nn.storage.predictions import predict

    model = load_model(Path(parsed.model))
    found = predict(model, load_columns(replace(model.reading, source=parsed.source)))
    for remark in found.remarks:
        complain(f"tui-nn: {printable(remark, LONGEST_LINE)}")
    if parsed.json:
        for row in range(found.table.rows):
            say(json.dumps({"row": row + 1, **found.row_object(row)}))
    elif parsed.output is None:
        say(to_csv(found.table).rstrip("\r\n").replace("\r\n", "\n"))
    else:
        _write(parsed.output, to_csv(found.table).encode())
        say(f"{found.table.rows:,} rows with {', '.join(map(quoted, found.predicted))} in {quoted(str(parsed.output))}")
    return 0


def _write(path: Path, content: bytes) -> None:
    from tui_nn.storage.atomic_write import write_atomically

    if path.exists():
        raise ConfigError(f"{quoted(str(path))} is there already; give another name, or remove it")
    try:
        write_atomically(path, content)
    except FileNotFoundError:
        raise ConfigError(f"{quoted(str(path))} cannot be written: there is no such folder; make it first") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise ConfigError(f"{quoted(str(path))} cannot be written: {reason}; give another path") from None
