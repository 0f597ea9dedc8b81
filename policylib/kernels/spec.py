"""The kernelspec by which Jupyter clients find our kernels; `make install` puts it in place."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from policylib.kernels.kernel import ENVIRONMENT

NAME = "policylib-forked"


def content() -> dict[str, object]:
    """Return what stands in kernel.json; its command is a cold kernel that works by itself."""
    return {
        "argv": ["python", "-m", "policylib.kernels.kernel", "-f", "{connection_file}"],
        "display_name": "Python 3 (policylib, forked)",
        "language": "python",
        "env": ENVIRONMENT,
        "metadata": {"debugger": True, "kernel_provisioner": {"provisioner_name": NAME}},
    }


def install(prefix: Path | None = None) -> Path:
    """Write the kernelspec into this Python's folder and return where.

    Parameters
    ----------
    prefix : Path, optional
        Another folder than that of the running Python.
    """
    folder = (prefix or Path(sys.prefix)) / "share" / "jupyter" / "kernels" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "kernel.json"
    target.write_text(json.dumps(content(), indent=1) + "\n", encoding="utf-8")
    return target


if __name__ == "__main__":
    install()
