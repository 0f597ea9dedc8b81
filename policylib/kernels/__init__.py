"""How a notebook's process is started, watched and ended; knows nothing of policy.

``policylib-forked`` is a kernel for every Jupyter client: each kernel is a fresh process forked
from a warm parent that has imported the heavy libraries; where that cannot be had it starts cold.
Import from the modules: a client that only asks for a kernel must not pay for the engine.
"""
