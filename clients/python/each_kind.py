"""Each kind of task from Python: made and fed, answered, exported.

    python each_kind.py make STUDIO OWNER_TOKEN            makes, feeds and opens a project of each kind
    python each_kind.py answer STUDIO TOKEN                answers all of its tasks, as whoever's token it is
    python each_kind.py export STUDIO OWNER_TOKEN FOLDER   freezes each project, and writes its answers there as JSONL
"""

import io
import math
import os
import struct
import sys
import wave
import zlib

from justesse import Justesse, Task, question


def picture(shade: int) -> bytes:
    """A grey PNG of 64 by 48 pixels."""
    rows = b"".join(b"\0" + bytes([shade]) * 64 for _ in range(48))
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    head = struct.pack(">IIBBBBB", 64, 48, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def tone(hertz: int) -> bytes:
    """A WAV of one second, 8 kHz."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"".join(struct.pack("<h", int(8000 * math.sin(hertz * i / 1273))) for i in range(8000)))
    return file.getvalue()


PICTURES = [("one.png", picture(40)), ("two.png", picture(200))]
SOUNDS = [("one.wav", tone(440)), ("two.wav", tone(660))]

# What is to be checked comes in as labels: each of these becomes a task.
DRAWN = b"".join(
    b'{"image":"%s.png","regions":[{"label":"car","x":4,"y":5,"width":20,"height":12}]}\n' % name for name in (b"one", b"two")
)
QUESTIONS = [question("sold", "What is sold?", "choice", ["bread", "fish"]), question("price", "What does it cost?", "number")]

# Of each kind: its labels (its template's where none are said), what it is fed, and the parts of an answer.
KINDS = {
    "boxes": (["car", "van"], PICTURES, [Task.box("car", 4, 5, 20, 12)]),
    "transcription": (["line"], PICTURES, [Task.box("line", 4, 5, 40, 12, transcript={"value": "2,50"})]),
    "classification": (["indoors", "street"], PICTURES, [Task.whole("street")]),
    "rating": (None, PICTURES, [Task.whole("4")]),
    "comparison": (None, PICTURES, [Task.whole("first", attributes={"much": "2"})]),
    "audio": (["speech"], SOUNDS, [Task.span("speech", 100, 900, "one two three")]),
    "verification": (None, [*PICTURES, ("labels.jsonl", DRAWN)], [Task.whole("right")]),
    "form": (QUESTIONS, PICTURES, [Task.said("sold", "bread"), Task.said("price", 2.5)]),
}


def main(act: str, origin: str, token: str, folder: str = ".") -> None:
    studio = Justesse(origin, token)
    for kind, (labels, files, answer) in KINDS.items():
        slug = f"python-{kind}"
        if act == "make":
            named = {"ontology": {"labels": labels}} if kind == "form" else {"labels": labels}
            project = studio.create(f"Python {kind}", kind, answers=3, purpose="To see.", project=slug, **named)
            project.add(*files)
            if kind == "comparison":
                project.compare(("one.png", "two.png"))
            project.open()
        elif act == "answer":
            for task in studio.work(slug):
                task.answer(*answer)
        else:
            studio.project(slug).export("jsonl", os.path.join(folder, f"{kind}.zip"))


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in ("make", "answer", "export"):
        sys.exit(__doc__)
    main(*sys.argv[1:5])
