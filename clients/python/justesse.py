"""Justesse from Python: projects made, fed, answered, frozen and exported, with the standard library alone.

An owner in five lines::

    studio = Justesse("https://studio.example", token)
    birds = studio.create("Birds", kind="classification", labels=["robin", "wren"], answers=3)
    birds.add("pictures/1.jpg", "pictures/2.jpg")
    birds.open()
    birds.export("jsonl", "birds.zip")  # later: freezes what is final, and fetches it

Somebody who answers::

    for task in Justesse("https://studio.example", own_token).work("birds"):
        task.answer(task.whole("robin"))

Tokens are made in the studio, under Settings: scopes ``manage``, ``import``, ``export`` and ``read`` for an owner, ``work``
and ``read`` for whoever answers. Python 3.9 or later.
"""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

__all__ = ["Justesse", "Project", "Task", "Refused", "question"]

Json = Dict[str, Any]
File = Union[str, "os.PathLike[str]", Tuple[str, bytes]]

WAIT_SECONDS = 60
MOST_ROWS = 1000


#: What the commonest refusals mean, in a sentence; the code itself stays in ``Refused.code``.
SENTENCES = {
    "nothing_settled": "No task is final yet, so there is nothing to export: answer or review some tasks first.",
    "not_found": "The studio does not have this.",
}


class Refused(Exception):
    """The studio refused something: ``code`` says why, ``detail`` what it is about, ``status`` is HTTP's."""

    def __init__(self, status: int, code: str, detail: Json) -> None:
        about = ", ".join(f"{name}: {value}" for name, value in detail.items())
        said = SENTENCES.get(code, code)
        super().__init__(f"{said} ({about})" if about else said)
        self.status = status
        self.code = code
        self.detail = detail


def question(id: str, asks: str, kind: str = "text", options: Sequence[str] = (), *, must: bool = True, **more: Any) -> Json:
    """A question of a form, to stand in ``ontology={"labels": [question(…), …]}``. Kinds of answer: ``choice`` and ``several`` (of the
    options), ``yes_no``, ``scale`` (``steps``), ``number``, ``text``, ``date``, ``point``. Asked on a condition:
    ``askedIf={"field": "an earlier id", "is": ["an answer"]}``."""
    usual = {"scale": "opinion", "text": "text", "point": "within"}.get(kind, "exactly")
    field: Json = {"kind": kind, "must": must, "cannotTell": False, "compared": usual, **more}
    if kind in ("choice", "several"):
        field["options"] = [{"id": one, "name": {"en": one, "fr": one}} for one in options]
    if kind == "text":
        field.setdefault("isLong", False)
    name = {"en": asks, "fr": asks}
    return {"id": id, "name": name, "color": "#0072b2", "key": None, "hasText": False, "attributes": [], "retired": False, "field": field}


class Justesse:
    """A studio, as the person whose token this is."""

    def __init__(self, origin: str, token: str) -> None:
        self.origin = origin.rstrip("/")
        self._token = token

    def create(
        self,
        name: str,
        kind: str,
        labels: Optional[Sequence[str]] = None,
        *,
        answers: int = 1,
        purpose: str = "",
        guideline: str = "",
        question: str = "",
        several: bool = False,
        pairs: Optional[int] = None,
        ontology: Optional[Json] = None,
        project: Optional[str] = None,
        about: Optional[str] = None,
    ) -> "Project":
        """Makes a project of a kind. ``answers``: how many people answer each task. Without labels it has those of its kind's template.
        ``pairs``: how many comparisons each picture is in, where two are compared; 0: those alone that :meth:`Project.compare` names.
        A form is about pictures, or with ``about="row"`` about rows (:meth:`Project.add_rows`), or with ``"nothing"`` about none."""
        body: Json = {"name": name, "kind": kind, "answers": answers, "purpose": purpose, "guideline": guideline}
        body.update({"question": question, "several": several})
        given = {"labels": labels, "pairs": pairs, "ontology": ontology, "project": project, "about": about}
        for key, value in given.items():
            if value is not None:
                body[key] = list(value) if key == "labels" else value
        return self.project(self._rest("POST", "/projects", body)["project"])

    def projects(self) -> List[Json]:
        """The projects that this person belongs to, each with how far it is."""
        return self._rest("GET", "/projects")["projects"]

    def project(self, slug: str) -> "Project":
        """A project by its name in addresses."""
        return Project(self, slug)

    def work(self, slug: str) -> Iterator["Task"]:
        """Tasks of a project one after the other, until none is left; each is to be answered or skipped before the next."""
        conditions = self._ask("project.conditions", {"project": slug})
        accepted = {"project": slug, "guidelineVersion": conditions["guidelineVersion"]}
        self._act("work.acceptConditions", accepted)
        while True:
            leases = self._act("work.next", {"project": slug, "want": 1})["leases"]
            if not leases:
                return
            task = Task(self, leases[0])
            yield task
            if not task.is_done:
                raise RuntimeError("a task is answered or skipped before the next one")

    def _rest(self, method: str, path: str, body: Any = None, query: Optional[Json] = None) -> Any:
        address = f"/api/v1{path}" + (f"?{urlencode(query)}" if query else "")
        if isinstance(body, bytes):
            return json.loads(self._send(method, address, body, "application/octet-stream"))
        sent = None if body is None else json.dumps(body).encode()
        return json.loads(self._send(method, address, sent, "application/json"))

    def _act(self, call: str, said: Json) -> Any:
        return json.loads(self._send("POST", f"/trpc/{call}", json.dumps(said).encode(), "application/json"))["result"]["data"]

    def _ask(self, call: str, asked: Json) -> Any:
        return json.loads(self._send("GET", f"/trpc/{call}?input={quote(json.dumps(asked))}"))["result"]["data"]

    def _send(self, method: str, address: str, body: Optional[bytes] = None, kind: str = "") -> bytes:
        headers = {"authorization": f"Bearer {self._token}"}
        if body is not None:
            headers["content-type"] = kind
        request = Request(self.origin + address, data=body, headers=headers, method=method)
        try:
            with urlopen(request) as answer:
                return answer.read()
        except HTTPError as error:
            raise _refused(error) from None


def _refused(error: HTTPError) -> Refused:
    try:
        said = json.loads(error.read())
    except ValueError:
        return Refused(error.code, "internal", {})
    # A call of the pages has its reason further in than a route.
    found = said.get("error", {}).get("data", {}).get("failure", said) if isinstance(said, dict) else {}
    return Refused(error.code, str(found.get("code", "internal")), found.get("detail") or {})


class Project:
    """A project of a studio."""

    def __init__(self, studio: Justesse, slug: str) -> None:
        self.studio = studio
        self.slug = slug

    def add(self, *files: File, as_: str = "settled") -> Json:
        """Takes files in: pictures, recordings, videos, texts, labels, zips; each a path, or a name and bytes. Labels are final answers, or
        ``as_="proposals"`` or ``"gold"``. Waits until it is done, and answers what was read and what could not be."""
        batch = str(uuid.uuid4())
        for file in files:
            name, data = _named(file)
            self._rest("PUT", f"/batches/{batch}/files", data, {"name": name})
        begun = self._rest("POST", "/imports", {"batch": batch, "name": "Python", "as": as_})
        self._wait(begun["job"])
        return self._rest("GET", f"/imports/{begun['import']}")

    def add_rows(self, rows: Iterable[Json]) -> int:
        """Makes a task of each row, whose members are shown beside the questions; rows that are there are not added again. Answers how
        many are new."""
        added, waiting = 0, list(rows)
        for at in range(0, len(waiting), MOST_ROWS):
            added += self._rest("POST", "/rows", {"rows": waiting[at : at + MOST_ROWS]})["added"]
        return added

    def labels(self) -> Json:
        """The labels in force, with their version."""
        return self._rest("GET", "/labels")

    def save_labels(self, ontology: Json) -> int:
        """Replaces the labels; answers keep the version that they were given under. Answers the new version."""
        saved = self._rest("PUT", "/labels", {"baseVersion": self.labels()["version"], "ontology": ontology})
        return saved["version"]

    def compare(self, *pairs: Tuple[str, str]) -> int:
        """Puts pictures beside each other, by their names; without any, those that are missing as the project asks for. How many were new."""
        return self._rest("POST", "/pairs", {"pairs": [list(pair) for pair in pairs]} if pairs else {})["pairs"]

    def order(self) -> List[Json]:
        """The order that comparisons make, the best first: each picture with its score, its 90 % interval and its rank."""
        return self._rest("GET", "/order")["rows"]

    def open(self) -> None:
        """Lets people in. Refused with ``invalid_input`` and what is missing where something is."""
        self._rest("POST", "/open", {})

    def progress(self) -> Json:
        """How far it is: tasks by state, answers so far and still wanted."""
        return self._rest("GET", "")

    def freeze(self, note: str = "") -> Json:
        """Freezes what is final now as the next version."""
        self._wait(self._rest("POST", "/versions", {"note": note})["job"])
        return self._rest("GET", "/versions/latest")

    def export(self, format: str, path: Optional[str] = None, *, freeze: bool = True) -> bytes:
        """A version as a zip in a format (``jsonl``, ``csv``, ``coco``, …): what is final now, or the newest version there is."""
        if freeze:
            self.freeze()
        address = f"/api/v1/p/{self.slug}/versions/latest/{format}.zip"
        data = self.studio._send("GET", address)
        if path is not None:
            with open(path, "wb") as out:
                out.write(data)
        return data

    def _rest(self, method: str, path: str, body: Any = None, query: Optional[Json] = None) -> Any:
        return self.studio._rest(method, f"/p/{self.slug}{path}", body, query)

    def _wait(self, job: int) -> None:
        while True:
            shown = self._rest("GET", f"/jobs/{job}", None, {"wait": WAIT_SECONDS})
            if shown["state"] in ("failed", "cancelled"):
                raise Refused(200, shown["error"] or shown["state"], {"job": job})
            if shown["state"] == "done":
                return


def _named(file: File) -> Tuple[str, bytes]:
    if isinstance(file, tuple):
        return file
    with open(file, "rb") as data:
        return os.path.basename(os.fspath(file)), data.read()


@dataclass
class Task:
    """One task in hand. It says nothing about which one it is; what it shows is at ``media``."""

    studio: Justesse
    lease: Json
    is_done: bool = False

    @property
    def size(self) -> Tuple[int, int]:
        """Width and height of the picture, in pixels."""
        return self.lease["size"]["width"], self.lease["size"]["height"]

    @property
    def proposed(self) -> List[Json]:
        """What is there to begin with: a draft, or what a model proposes."""
        return self.lease["body"]["regions"]

    @property
    def row(self) -> Json:
        """The row that it is about, by the names of its columns; empty where it is about a picture, or about nothing."""
        return {cell["column"]: cell["text"] for cell in (self.lease.get("about") or {}).get("cells", [])}

    def media(self) -> bytes:
        """The picture, recording, video or text, as it is worked on."""
        return self.studio._send("GET", self.lease["media"]["full"])

    def answer(self, *regions: Json) -> None:
        """Sends the answer; without regions it says that nothing is here."""
        named = [{"id": f"r{at}", **region} for at, region in enumerate(regions)]
        self._end("work.submitNext", {
            "submissionId": str(uuid.uuid4()),
            "body": {"regions": named, "nothingHere": not named},
            "ontologyVersion": self.lease["ontologyVersion"],
            "guidelineVersion": self.lease["guidelineVersion"],
        })

    def skip(self, reason: str = "unclear", note: str = "") -> None:
        """Gives the task back, with a reason."""
        self._end("work.skip", {"reason": reason, "note": note})

    def _end(self, call: str, said: Json) -> None:
        key = {"assignmentId": self.lease["assignmentId"], "fence": self.lease["fence"], "want": 1}
        self.studio._act(call, {**key, **said})
        self.is_done = True

    @staticmethod
    def box(label: str, x: float, y: float, width: float, height: float, **more: Any) -> Json:
        """A box, in pixels of the upright picture; ``transcript={"value": "…"}`` is its text."""
        return {"label": label, "geometry": {"type": "box", "x": x, "y": y, "width": width, "height": height}, **more}

    @staticmethod
    def whole(label: str, **more: Any) -> Json:
        """What is said of all of the picture: its class, its grade."""
        return {"label": label, "geometry": {"type": "whole"}, **more}

    @staticmethod
    def said(question: str, value: Any) -> Json:
        """The answer to a question of a form: the id of what is chosen, several, yes or no, a number, a text, a day, a place."""
        return {"label": question, "geometry": {"type": "whole"}, "value": value}

    @staticmethod
    def span(label: str, start_ms: float, end_ms: float, text: str, **more: Any) -> Json:
        """A stretch of a recording, with what is said in it."""
        place = {"type": "span", "startMs": start_ms, "endMs": end_ms}
        return {"label": label, "geometry": place, "transcript": {"value": text}, **more}
