"""IPython's kernel, whose replies also say what the guard has found."""

from __future__ import annotations

from typing import Any

from ipykernel.ipkernel import IPythonKernel

from policylib.kernels import guard


class Kernel(IPythonKernel):
    """IPython's kernel with the guard's answer in every reply to a request to execute."""

    async def do_execute(
        self,
        code: str,
        silent: bool,
        store_history: bool = True,
        user_expressions: dict[str, str] | None = None,
        *args: Any,
        **options: Any,
    ) -> dict[str, Any]:
        """Execute a cell; if the engine asks by name, wait for threads first."""
        if guard.ASK in (user_expressions or {}):
            guard.settle()
        reply = await super().do_execute(
            code, silent, store_history, user_expressions, *args, **options
        )
        reply[guard.ANSWER] = guard.taken()
        return reply
