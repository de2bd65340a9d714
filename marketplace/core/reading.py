"""Takes the text out of one file, as a process of its own: `python -m marketplace.core.reading pdf < file`.

A hostile document can hang a parser or fill the memory; here it only ends this process. The parsers are imported
where they are used, because the site itself reads this file for its limits and never parses.
"""

from __future__ import annotations

import io
import resource
import sys

MEMORY_BYTES = 1 << 30
SECONDS = 20
MAX_CHARACTERS = 200_000
KINDS = ("pdf", "docx", "txt", "csv")


def pdf(content: bytes) -> str:
    """The text of the pages; a scanned document has none."""
    import pypdf

    found: list[str] = []
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        found.append(page.extract_text())
        if sum(map(len, found)) >= MAX_CHARACTERS:
            break
    return "\n".join(found)


def word(content: bytes) -> str:
    """The paragraphs, and the cells of tables, of a .docx document."""
    import docx

    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def plain(content: bytes) -> str:
    """Text as it stands: UTF-8, else the encoding of Chinese spreadsheets."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


READERS = {"pdf": pdf, "docx": word, "txt": plain, "csv": plain}


def main() -> int:
    """Write the text of the file on standard input to standard output, as UTF-8."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    text = READERS[sys.argv[1]](sys.stdin.buffer.read())
    sys.stdout.buffer.write(text[:MAX_CHARACTERS].encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
