"""The kernel itself, the same whether it is forked from a warm parent or started cold.

``python -m policylib.kernels.kernel -f connection.json`` is the cold way.
"""

from __future__ import annotations

import os
import sys

#: Set before numpy is imported, in cold kernels by the kernelspec. The threads of BLAS do not live
#: through a fork; one that jemalloc starts must not be there while the parent forks.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "BLIS_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
OWN = (
    "--IPKernelApp.kernel_class=policylib.kernels.shell.Kernel",
    "--HistoryManager.enabled=False",
)


def serve(argv: list[str]) -> None:
    """Be a kernel until a client ends it.

    Parameters
    ----------
    argv : list of str
        Options of IPython's kernel, with ``-f`` and the connection file.
    """
    from ipykernel.kernelapp import IPKernelApp

    from policylib.kernels import guard, limits

    app = IPKernelApp.instance()
    app.initialize([*OWN, *argv])
    guard.install(app.shell)
    limits.apply(os.environ)
    app.start()


def main() -> None:
    """Start cold."""
    # As IPython's own launcher does: the folder of the notebook is no place for libraries.
    if sys.path[0] in ("", os.getcwd()):  # noqa: PTH109
        del sys.path[0]
    serve(sys.argv[1:])


if __name__ == "__main__":
    main()
