"""Reading takes time in proportion to what is read: no expression goes back over it, whatever it is made of."""

import subprocess
import sys

LENGTH = 200_000  # characters: what takes time by the square of them takes minutes
SECONDS = 120  # of the processor for all of them, which take some five

READING = f"""
import resource
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
from service.errors import OnRecordError
from service.model import Given
from service.text import read_html, read_plain

STORY = "Officials said five soldiers had come to the town on Monday."
PLAIN = [
    " ", "\\t", "\\n", "a", "A ", "A. ", "1,", "1 ", "-", "- ", "|", " | ", "(", "( ", "“", '"', "By A ", "Mr. ",
    "LONDON, Jan 1 (", "Editing by A B ", "Read more: ", "a@b.", "http://", "\\u200b", "\\u0301", "A and ", "A, ", "_",
]
HTML = [
    "<p>", "<p a='", "<!--", "<![CDATA[", "&", "<meta ", "<script>", "<table><tr><td>", "<b>", "<br>", "<li>a</li>",
    "<span class=author>A B</span>", "<time>", "1 Jan 2024 ", "/2024/01/01/", "Published: ", " | ", "<a href=x>",
]

def tried(read, text):
    try:
        read(text, Given(), max_chars=10 * {LENGTH})
    except OnRecordError:
        pass

for piece in PLAIN:
    tried(read_plain, STORY + "\\n\\n" + piece * ({LENGTH} // len(piece)) + "x\\n\\n" + STORY)
for piece in HTML:
    many = piece * ({LENGTH} // len(piece))
    tried(read_html, f"<title>{{many}}</title><article><p>{{STORY}}</p>{{many}}<p>{{STORY}}</p></article>")
"""


def test_no_text_or_page_takes_more_than_its_length() -> None:
    done = subprocess.run([sys.executable, "-c", READING], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:] or f"over {SECONDS} seconds of the processor"
