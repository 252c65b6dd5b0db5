"""Makes more files than anybody needs: each empty one costs memory that no limit on bytes counts."""

import os
import tempfile

from toolbox.attempts import attempt_all


def main(setup):
    def flood(make):
        folder = os.path.join(tempfile.gettempdir(), "flood")
        os.mkdir(folder)
        for index in range(setup["files"]):
            make(os.path.join(folder, str(index)))
        return f"{setup['files']} made"

    def empty_file(path):
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))

    return attempt_all(setup, {PART: lambda: flood({"files": empty_file, "folders": os.mkdir}[PART])})
