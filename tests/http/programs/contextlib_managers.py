# result: ["<inner>", "INNER", "</inner>"]
# stdout: "<outer>\n</outer>\nclosing b\nclosing a\n"
import contextlib
import io


@contextlib.contextmanager
def section(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    finally:
        print(f"</{name}>")


def main():
    captured = io.StringIO()
    with contextlib.redirect_stdout(captured), section("inner") as title:
        print(title)
    with contextlib.suppress(ZeroDivisionError), section("outer"):
        1 / 0
    with contextlib.ExitStack() as stack:
        for name in "ab":
            stack.callback(print, "closing", name)
    return captured.getvalue().split()
