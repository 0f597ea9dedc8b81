"""What papermill loads when it starts: a name for our engine, and nothing more until it is used."""

from __future__ import annotations

from typing import Any


class PolicylibEngine:
    """Hands over to `policylib.kernels.engine`, which needs papermill to be imported already."""

    @staticmethod
    def _engine() -> Any:
        from policylib.kernels import engine

        return engine.PolicylibEngine

    @classmethod
    def execute_notebook(cls, *args: Any, **options: Any) -> Any:
        """Run a notebook strictly."""
        return cls._engine().execute_notebook(*args, **options)

    @classmethod
    def nb_kernel_name(cls, *args: Any, **options: Any) -> str:
        """Return the kernel's name."""
        return cls._engine().nb_kernel_name(*args, **options)

    @classmethod
    def nb_language(cls, *args: Any, **options: Any) -> str:
        """Return the language's name."""
        return cls._engine().nb_language(*args, **options)
