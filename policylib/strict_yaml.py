"""YAML in which every key stands once; the usual reader overwrites in silence."""

from __future__ import annotations

import yaml


class _OneKeyOnce(yaml.SafeLoader):
    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(k, deep=deep) for k, _ in node.value]
        twice = {k for k in keys if keys.count(k) > 1}
        if twice:
            raise ValueError(f"key given twice: {', '.join(map(str, sorted(twice)))}")
        return super().construct_mapping(node, deep=deep)


def load_mapping(text: str) -> dict:
    """Read a mapping of names to values; raise ValueError in one line for everything else."""
    try:
        content = yaml.load(text, Loader=_OneKeyOnce)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None
    if not isinstance(content, dict):
        raise ValueError("it is no mapping of names to values")
    return content
