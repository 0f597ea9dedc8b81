"""A signature beside the manifest, made and checked by ssh-keygen with a key of the caller's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from policylib.errors import RunError, message
from policylib.reporting.shelf import disk, manifest

NAMESPACE = "policylib-report"
_SECONDS = 60


def sign(folder: Path, *, key: Path) -> None:
    """Sign the manifest of a set that is still aside; writes ``manifest.json.sig``.

    Raises
    ------
    RunError
        If the key is missing, asks for words, or ssh-keygen does not sign.
    """
    text = (folder / manifest.LIST).read_bytes()
    done = _keygen(["-Y", "sign", "-n", NAMESPACE, "-f", str(key.absolute())], text, folder)
    if done.returncode != 0 or not done.stdout.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        raise disk.refused(
            "signature_failed",
            message(
                "the manifest was not signed",
                where=key.name,
                expected="a private key of OpenSSH without passphrase, or one held by an agent",
            ),
        )
    disk.write(folder / manifest.SIGNATURE, done.stdout)
    disk.sync_folder(folder)


def problems(folder: Path, *, allowed: Path, signer: str) -> list[str]:
    """Return why the signature of a set is not that of a signer, empty when it is.

    Parameters
    ----------
    allowed : Path
        File of allowed signers as ssh-keygen reads it: who, and their public keys.
    """
    path = folder / manifest.SIGNATURE
    if path.is_symlink() or not path.is_file():
        return [f"{manifest.SIGNATURE}: is missing"]
    if not allowed.is_file():
        return [f"{allowed.name}: the list of signers is missing"]
    words = ["-Y", "verify", "-n", NAMESPACE, "-I", signer]
    words += ["-f", str(allowed.absolute()), "-s", manifest.SIGNATURE]
    try:
        done = _keygen(words, (folder / manifest.LIST).read_bytes(), folder)
    except (OSError, RunError) as error:
        return [f"{manifest.SIGNATURE}: cannot be checked ({error})"]
    return [] if done.returncode == 0 else [f"{manifest.SIGNATURE}: is not of {signer}"]


def _keygen(words: list[str], text: bytes, folder: Path) -> subprocess.CompletedProcess:
    try:
        return subprocess.run(
            ["ssh-keygen", *words],
            input=text,
            capture_output=True,
            cwd=folder,
            timeout=_SECONDS,
            env=os.environ | {"SSH_ASKPASS_REQUIRE": "never"},
            start_new_session=True,  # no terminal, so that nobody is asked for a passphrase
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise disk.refused(
            "signature_failed",
            message(
                f"ssh-keygen did not answer ({type(error).__name__})",
                way_out="Install OpenSSH, or run without a signature.",
            ),
        ) from error
