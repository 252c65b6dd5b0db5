"""No attack: imports every module that the service allows, and uses some of each kind."""

import importlib
import importlib.util
import pkgutil
import sys

from toolbox.attempts import Absent, attempt_all


def use(module):
    """Anything of it that is public: a module that is only half there fails here."""
    public = [name for name in dir(module) if not name.startswith("_")]
    return [type(getattr(module, name)).__name__ for name in public][:3] or [module.__name__]


def main(setup):
    def load(name):
        if name not in sys.modules and importlib.util.find_spec(name) is None:
            raise Absent("this Python was built without it, or is of another version")
        module = importlib.import_module(name)
        if hasattr(module, "__path__") and name in ("email", "json", "xml", "html", "http", "urllib", "concurrent"):
            for inner in pkgutil.iter_modules(module.__path__):
                if not inner.name.startswith("_"):
                    importlib.import_module(f"{name}.{inner.name}")
        return use(module)

    return attempt_all(setup, {name: lambda name=name: load(name) for name in setup["modules"]})
