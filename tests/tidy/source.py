"""The files of the project as the checks see them: raw lines, and code without comments and literals."""

import os
import re

SKIPPED_FOLDERS = {".git", "node_modules", "data", "data-demo", "dist", "__pycache__"}
TEXT_SUFFIXES = (
    ".h .cpp .py .sh .cmake .txt .md .yaml .yml .json .ts .tsx .js .mjs .css .html .csv .ndjson .supp .run .tsv"
).split()


class Source:
    """One text file: `path` relative to the project, `text` as it is, `code` with the same line breaks and columns
    but blanks for comments and the insides of literals."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.lines = text.splitlines()
        self.folder = path.split("/")[0]
        self.is_header = path.endswith(".h")
        self.is_cpp = path.endswith((".h", ".cpp"))
        self.code = blank_out(text) if self.is_cpp else ""

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1


def blank_out(text):
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+'",
        re.S,
    )

    def blanks(match):
        found = match.group(0)
        keep = '"' if found[0] in 'R"' else ""
        return keep + re.sub(r"[^\n]", " ", found)[len(keep) * 2 :] + keep

    return pattern.sub(blanks, text)


def read_tree(root):
    """Every text file of the project, in order of its path."""
    sources = []
    for folder, children, names in os.walk(root):
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        children[:] = sorted(
            c for c in children if c not in SKIPPED_FOLDERS and not (relative == "." and c.startswith("build"))
        )
        for name in sorted(names):
            path = name if relative == "." else relative + "/" + name
            if not is_text(path):
                continue
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                sources.append(Source(path, file.read()))
    return sources


def is_text(path):
    name = path.split("/")[-1]
    return path.endswith(tuple(TEXT_SUFFIXES)) or "." not in name[1:]
