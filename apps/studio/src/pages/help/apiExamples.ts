/** What the examples speak of: the reader's own address, project, a label and a picture of it. */
interface Reader {
  readonly origin: string
  readonly project: string
  readonly label: string
  readonly picture: string
  /** A command with all that it needs, from its arguments. */
  command(args: string): string
}

/** One thing that a script does, in each language; `command` null where there is no command for it. */
export interface Example {
  readonly key: "pictures" | "batch" | "predictions" | "open" | "progress" | "export" | "job"
  readonly python: string
  readonly curl: string
  readonly command: string | null
}

/** Texts of JSON are texts of Python too. */
const text = (value: string) => JSON.stringify(value)

/** An argument that the shell takes as it is. */
const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`

/** Every example, filled in; each runs by itself, with the token in TOKEN. */
export function examplesFor(reader: Reader): Example[] {
  const { origin, project } = reader
  const api = `${origin}/api/v1/p/${project}`
  const python = (modules: string, lines: readonly string[]) =>
    [
      `import ${modules}`,
      "",
      `api = ${text(api)}`,
      'auth = {"Authorization": "Bearer " + os.environ["TOKEN"]}',
      "",
      ...lines,
    ].join("\n")
  const curl = (options: string, path: string) =>
    `curl -s -H "Authorization: Bearer $TOKEN" ${options === "" ? "" : `${options} `}"${api}${path}"`
  return [
    picturesExample(python, curl, reader),
    batchExample(python, curl, reader),
    predictionsExample(python, curl, reader),
    {
      key: "open",
      python: python("os, requests", [
        "cursor = None",
        "while True:",
        '    asked = {"state": "open", "cursor": cursor}',
        '    page = requests.get(f"{api}/pictures", headers=auth, params=asked).json()',
        '    for picture in page["pictures"]:',
        '        print(picture["id"], picture["name"])',
        '    cursor = page["next"]',
        "    if cursor is None:",
        "        break",
      ]),
      curl: curl("", "/pictures?state=open&limit=200"),
      command: null,
    },
    {
      key: "progress",
      python: python("os, requests", [
        "now = requests.get(api, headers=auth).json()",
        'print(now["counts"], now["answersLeft"])',
      ]),
      curl: curl("", ""),
      command: null,
    },
    exportExample(python, curl, reader),
    jobExample(python, curl),
  ]
}

/** Keeps the number of the job that a request begins. */
const begun = (request: string) => `JOB=$(${request} | grep -o "[0-9]*")`

type Python = (modules: string, lines: readonly string[]) => string
type Curl = (options: string, path: string) => string

function picturesExample(python: Python, curl: Curl, { project, command }: Reader): Example {
  return {
    key: "pictures",
    python: python("os, pathlib, requests", [
      'for path in sorted(pathlib.Path("photos").rglob("*.jpg")):',
      '    name = {"name": path.as_posix()}',
      '    answer = requests.post(f"{api}/pictures", headers=auth, params=name, data=path.read_bytes())',
      "    answer.raise_for_status()",
      "    print(answer.json())",
    ]),
    curl: curl("--data-binary @photo.jpg", "/pictures?name=photo.jpg"),
    command: command(`import ./photos --project ${project}`),
  }
}

function batchExample(python: Python, curl: Curl, { project, command }: Reader): Example {
  return {
    key: "batch",
    python: python("os, pathlib, requests, uuid", [
      "batch = str(uuid.uuid4())",
      'for path in pathlib.Path("dataset").rglob("*"):',
      "    if path.is_file():",
      '        name = {"name": path.as_posix()}',
      '        with path.open("rb") as file:',
      '            url = f"{api}/batches/{batch}/files"',
      "            requests.put(url, headers=auth, params=name, data=file).raise_for_status()",
      "",
      'wanted = {"batch": batch, "name": "dataset", "as": "settled"}',
      'job = requests.post(f"{api}/imports", headers=auth, json=wanted).json()["job"]',
      'ended = requests.get(f"{api}/jobs/{job}", headers=auth, params={"wait": 60}).json()',
      'print(ended["state"], requests.get(api.split("/api/")[0] + ended["href"], headers=auth).json())',
    ]),
    curl: [
      "BATCH=$(python3 -c 'import uuid; print(uuid.uuid4())')",
      curl("-T dataset.zip", "/batches/$BATCH/files?name=dataset.zip"),
      curl(`-d "{\\"batch\\": \\"$BATCH\\", \\"name\\": \\"dataset\\", \\"as\\": \\"settled\\"}"`, "/imports"),
    ].join("\n"),
    command: command(`import ./dataset --project ${project} --as final --report report.json`),
  }
}

function predictionsExample(python: Python, curl: Curl, { project, label, picture, command }: Reader): Example {
  const row = (found: string) => `{"image_id": ${text(picture)}, "category_id": ${text(label)}, ${found}}`
  const one = row('"bbox": [10, 20, 40, 30], "score": 0.93')
  return {
    key: "predictions",
    python: python("os, requests", [
      "found = [",
      `    ${one},`,
      "]",
      'model = {"name": "my-model"}',
      'answer = requests.post(f"{api}/predictions", headers=auth, params=model, json=found)',
      "answer.raise_for_status()",
      "print(answer.json())",
    ]),
    curl: curl(`-d ${quoted(`[${one}]`)}`, "/predictions?name=my-model"),
    command: command(`import ./predictions.json --project ${project} --as scores`),
  }
}

function exportExample(python: Python, curl: Curl, { project, command }: Reader): Example {
  return {
    key: "export",
    python: python("os, requests", [
      'job = requests.post(f"{api}/versions", headers=auth, json={"note": "nightly"}).json()["job"]',
      'requests.get(f"{api}/jobs/{job}", headers=auth, params={"wait": 60}).raise_for_status()',
      'url = f"{api}/versions/latest/coco.zip"',
      "with requests.get(url, headers=auth, stream=True) as answer:",
      "    answer.raise_for_status()",
      `    with open(${text(`${project}-coco.zip`)}, "wb") as file:`,
      "        for piece in answer.iter_content(1 << 20):",
      "            file.write(piece)",
    ]),
    curl: [
      begun(curl(`-d ${quoted('{"note": "nightly"}')}`, "/versions")),
      curl("", "/jobs/$JOB?wait=60"),
      curl(`-f -C - -o ${project}-coco.zip`, "/versions/latest/coco.zip"),
    ].join("\n"),
    command: command(`export --project ${project} --dataset-version latest --format coco --out ./${project}-coco.zip`),
  }
}

function jobExample(python: Python, curl: Curl): Example {
  return {
    key: "job",
    python: python("os, requests", [
      'wanted = {"format": "coco", "withPictures": True}',
      'job = requests.post(f"{api}/versions/latest/exports", headers=auth, json=wanted).json()["job"]',
      "while True:",
      '    now = requests.get(f"{api}/jobs/{job}", headers=auth, params={"wait": 30}).json()',
      '    print(now["state"], now["done"], now["total"], now["href"])',
      '    if now["state"] not in ("queued", "running"):',
      "        break",
    ]),
    curl: [
      begun(curl(`-d ${quoted('{"format": "coco"}')}`, "/versions/latest/exports")),
      curl("", "/jobs/$JOB?wait=60"),
    ].join("\n"),
    command: null,
  }
}
