import { describe, expect, test } from "vitest"
import { openShell } from "./shell.ts"

const coco = JSON.stringify({ images: [{ id: 1 }], categories: [{ id: 1, name: "a" }], annotations: [] }, null, 1)
const votes = "task,worker,label\n1,a,x\n1,b,y\n"

interface Case {
  readonly name: string
  readonly words: readonly string[]
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** What the one line says: where, what and what would fix it. */
  readonly says: RegExp
}

const classify = ["aggregate", "--kind", "classification", "in.csv", "--out", "out.csv"]
const boxes = ["aggregate", "--kind", "boxes", "in.jsonl", "--out", "out.jsonl"]
const evaluateCoco = ["evaluate", "--gold", "g.json", "--predictions", "p.json"]

const CASES: readonly Case[] = [
  { name: "no --out", words: classify.slice(0, 4), says: /aggregate --kind K IN --out OUT\.$/ },
  {
    name: "an unknown kind",
    words: ["aggregate", "--kind", "x", "in.csv", "--out", "o"],
    says: /--kind x: name one of classification, boxes, outlines, transcription/,
  },
  {
    name: "an unknown method",
    words: [...classify, "--method", "best"],
    files: { "in.csv": votes },
    says: /--method best: .*majority, wawa, dawid-skene/,
  },
  { name: "no file", words: classify, says: /There is nothing at .*in\.csv/ },
  { name: "a folder", words: ["aggregate", "--kind", "boxes", ".", "--out", "o"], says: /is a folder; name one file/ },
  {
    name: "out is in",
    words: ["aggregate", "--kind", "classification", "in.csv", "--out", "in.csv"],
    files: { "in.csv": votes },
    says: /is a file that is read/,
  },
  {
    name: "why is out",
    words: [...classify, "--explain", "out.csv"],
    files: { "in.csv": votes },
    says: /is where the answers go\. Name another one/,
  },
  {
    name: "out is in a file",
    words: [...classify.slice(0, 4), "--out", "in.csv/out.csv"],
    files: { "in.csv": votes },
    says: /in\.csv\/out\.csv cannot be written \((EEXIST|ENOTDIR)\)\. Name a file in a folder/,
  },
  {
    name: "a label of two lines",
    words: ["agreement", "--level", "ratio", "in.csv"],
    files: { "in.csv": 'task,worker,label\n1,a,"x\ny"\n1,b,3\n' },
    says: /in\.csv:2: the label "x y" does not fit/,
  },
  {
    name: "an empty file",
    words: classify,
    files: { "in.csv": "" },
    says: /in\.csv:1: the file is empty\. Begin the file with the line "task,worker,label"/,
  },
  {
    name: "a header alone",
    words: classify,
    files: { "in.csv": "task,worker,label\n" },
    says: /in\.csv:1: there are no rows/,
  },
  {
    name: "no header",
    words: classify,
    files: { "in.csv": "1,a,x\n1,b,y\n" },
    says: /in\.csv:1: the first line names no column "task".*--no-header/,
  },
  {
    name: "a missing cell",
    words: classify,
    files: { "in.csv": `${votes}2,a\n` },
    says: /in\.csv:4: there are 2 cells where .* make 3\. Fill in/,
  },
  {
    name: "a cell too many",
    words: classify,
    files: { "in.csv": `${votes}2,a,x,y\n` },
    says: /in\.csv:4: there are 4 cells .*double quotes/,
  },
  {
    name: "an empty label",
    words: classify,
    files: { "in.csv": `${votes}2,a,\n` },
    says: /in\.csv:4: the label is empty/,
  },
  {
    name: "an open quote",
    words: classify,
    files: { "in.csv": `${votes}2,a,"x\n3,a,y\n` },
    says: /in\.csv:4: a double quote is opened and not closed/,
  },
  {
    name: "Latin-1",
    words: classify,
    files: { "in.csv": Buffer.from(`${votes}2,a,caf\xe9\n`, "latin1") },
    says: /in\.csv:4: this is not UTF-8 text\. Save the file as UTF-8/,
  },
  {
    name: "UTF-16",
    words: classify,
    files: { "in.csv": Buffer.from(votes, "utf16le") },
    says: /in\.csv:1: there is a NUL character/,
  },
  {
    name: "gold of other tasks",
    words: [...classify, "--gold", "g.csv"],
    files: { "in.csv": votes, "g.csv": "task,label\nq,x\n" },
    says: /names no task of/,
  },
  {
    name: "a broken line of JSON",
    words: boxes,
    files: { "in.jsonl": '{"image":"a","annotator":"w","boxes":[]}\n{"image":"b",\n' },
    says: /in\.jsonl:2: the JSON ends too early/,
  },
  {
    name: "boxes of three numbers",
    words: boxes,
    files: { "in.jsonl": '\n{"image":"a","annotator":"w","boxes":[[1,2,3,4],[1,2,3]]}\n' },
    says: /in\.jsonl:2: box 2 is not four numbers\. Write \[x,y,width,height\]/,
  },
  {
    name: "no annotator",
    words: boxes,
    files: { "in.jsonl": '{"image":"a","boxes":[]}\n' },
    says: /in\.jsonl:1: "annotator" is missing/,
  },
  {
    name: "no boxes",
    words: boxes,
    files: { "in.jsonl": '{"image":"a","annotator":"w"}\n' },
    says: /in\.jsonl:1: "boxes" is missing.*empty list/,
  },
  {
    name: "a picture of gold twice",
    words: [...boxes, "--gold", "g.jsonl"],
    files: {
      "in.jsonl": '{"image":"a","annotator":"w","boxes":[]}\n',
      "g.jsonl": '{"image":"a","boxes":[]}\n{"image":"a","boxes":[]}\n',
    },
    says: /g\.jsonl:2: the picture a stands on line 1 already/,
  },
  {
    name: "a tab in a text",
    words: ["aggregate", "--kind", "transcription", "in.tsv", "--out", "o"],
    files: { "in.tsv": "task\tworker\ttext\n1\ta\tx\ty\n" },
    says: /in\.tsv:2: .*Replace the tab/,
  },
  {
    name: "a rating that is a word",
    words: ["aggregate", "--kind", "rating", "in.csv", "--out", "o"],
    files: { "in.csv": votes },
    says: /in\.csv:2: the rating "x" is no number\. Write a number, or use --kind classification/,
  },
  {
    name: "gold that contradicts itself",
    words: ["aggregate", "--kind", "classification", "in.csv", "--out", "o", "--gold", "g.csv"],
    files: { "in.csv": votes, "g.csv": "task,label\n1,x\n1,x\n1,y\n" },
    says: /g\.csv:4: the task 1 stands on line 2 with another label\. Leave one line/,
  },
  {
    name: "gold texts that contradict each other",
    words: ["aggregate", "--kind", "transcription", "in.tsv", "--out", "o", "--gold", "g.tsv"],
    files: { "in.tsv": "task\tworker\ttext\n1\ta\tx\n", "g.tsv": "task\ttext\n1\tx\n1\ty\n" },
    says: /g\.tsv:3: the task 1 stands on line 2 with another text/,
  },
  ...["mean", "ordinal"].map((method) => ({
    name: `gold that is no number, --method ${method}`,
    words: ["aggregate", "--kind", "rating", "in.csv", "--out", "o", "--gold", "g.csv", "--method", method],
    files: { "in.csv": "task,worker,label\n1,a,3\n", "g.csv": "task,label\n1,good\n" },
    says: /g\.csv:2: the gold label "good" is no number\. Write a number, or leave --gold out/,
  })),
  {
    name: "as many labels as votes",
    words: ["aggregate", "--kind", "classification", "in.csv", "--out", "o"],
    files: {
      "in.csv": `task,worker,label\n${Array.from({ length: 12_000 }, (_, i) => `t${i},a,text ${i}\n`).join("")}`,
    },
    says: /in\.csv: 12000 tasks with 12000 classes are too many for one run\. Split the file by task, or use --kind tr/,
  },
  {
    name: "a rating beyond what squares can hold",
    words: ["aggregate", "--kind", "rating", "in.csv", "--out", "o"],
    files: { "in.csv": "task,worker,label\n1,a,1e308\n1,b,1e308\n" },
    says: /in\.csv:2: the rating "1e308" is too large to compute with/,
  },
  {
    name: "an order that names a label twice",
    words: ["agreement", "--level", "ordinal", "in.csv", "--order", "x,y,x"],
    files: { "in.csv": votes },
    says: /--order x,y,x: "x" stands twice\. Name each label once/,
  },
  {
    name: "a crowd mark that is none",
    words: evaluateCoco,
    files: {
      "g.json": coco.replace(
        '"annotations": []',
        '"annotations": [{"image_id":1,"category_id":1,"bbox":[0,0,1,1],"iscrowd":"yes"}]',
      ),
      "p.json": "[]",
    },
    says: /g\.json:\d+: iscrowd of annotations\[0\] cannot be used: "yes"\. Write 0 or 1/,
  },
  {
    name: "an unknown level",
    words: ["agreement", "--level", "high", "in.csv"],
    files: { "in.csv": votes },
    says: /--level high: name one of nominal, ordinal, interval, ratio/,
  },
  {
    name: "names where numbers are due",
    words: ["agreement", "--level", "interval", "in.csv"],
    files: { "in.csv": votes },
    says: /in\.csv:2: the label "x" does not fit --level interval\. Write numbers, or use --level nominal/,
  },
  {
    name: "a negative ratio",
    words: ["agreement", "--level", "ratio", "in.csv"],
    files: { "in.csv": "task,worker,label\n1,a,-2\n1,b,3\n" },
    says: /in\.csv:2: the label "-2" .*numbers from 0 on/,
  },
  {
    name: "one side only",
    words: ["evaluate", "--gold", "g.csv"],
    says: /evaluate --gold FILE --predictions FILE/,
  },
  {
    name: "sides of two kinds",
    words: evaluateCoco,
    files: { "g.json": coco, "p.json": "task,label\n1,x\n" },
    says: /p\.json:1: these are labels .*same format/,
  },
  {
    name: "neither kind",
    words: evaluateCoco,
    files: { "g.json": "hello\n", "p.json": "hello\n" },
    says: /g\.json:1: this is none of the kinds/,
  },
  {
    name: "a share above one",
    words: [...evaluateCoco, "--iou", "5"],
    files: { "g.json": coco, "p.json": "[]" },
    says: /--iou 5: write a number from 0 to 1/,
  },
  {
    name: "broken COCO",
    words: evaluateCoco,
    files: { "g.json": coco.replace('"annotations": []', '"annotations": [oops]'), "p.json": "[]" },
    says: /g\.json:\d+: this is not JSON at "oops/,
  },
  {
    name: "COCO cut off",
    words: evaluateCoco,
    files: { "g.json": coco.slice(0, -6), "p.json": "[]" },
    says: /g\.json:\d+: the JSON ends too early/,
  },
  {
    name: "no annotations",
    words: evaluateCoco,
    files: { "g.json": '{"images":[],"categories":[]}', "p.json": "[]" },
    says: /g\.json:1: there is no list "annotations"/,
  },
  {
    name: "a result in an unknown picture",
    words: evaluateCoco,
    files: {
      "g.json": coco,
      "p.json":
        '[\n{"image_id":1,"category_id":1,"bbox":[0,0,1,1],"score":1},\n{"image_id":\n5,"category_id":1,"bbox":[0,0,1,1],"score":1}]',
    },
    says: /p\.json:4: image_id of results\[1\] cannot be used: 5\. Give the id of a picture/,
  },
  {
    name: "a score in quotes",
    words: evaluateCoco,
    files: { "g.json": coco, "p.json": '[{"image_id":1,"category_id":1,"bbox":[0,0,1,1],"score":"1"}]' },
    says: /p\.json:1: score of results\[0\] cannot be used: "1"/,
  },
  {
    name: "a task twice",
    words: ["evaluate", "--gold", "g.csv", "--predictions", "g.csv"],
    files: { "g.csv": "task,label\n1,x\n1,y\n" },
    says: /g\.csv:3: the task 1 stands twice/,
  },
  {
    name: "no task in common",
    words: ["evaluate", "--gold", "g.csv", "--predictions", "p.csv"],
    files: { "g.csv": "task,label\n1,x\n", "p.csv": "task,label\n2,x\n" },
    says: /answers no task of .*same way/,
  },
]

describe("what cannot be used ends with 2, says in one line where and what would fix it, and writes nothing", () => {
  test.each(CASES)("$name", async ({ words, files = {}, says }) => {
    const shell = openShell("bad")
    for (const [name, text] of Object.entries(files)) shell.file(name, text)
    const before = shell.names()
    const isFile = (word: string) => word === "." || word === "o" || /\.\w+$/.test(word)
    const { code, out, error } = await shell.call(...words.map((word) => (isFile(word) ? shell.path(word) : word)))
    expect(error).toMatch(says)
    expect(error.split("\n")).toHaveLength(1)
    expect([code, out]).toEqual([2, ""])
    expect(shell.names()).toEqual(before)
  })

  test("an output that was there stays as it was when the input is bad", async () => {
    const shell = openShell("kept")
    shell.file("in.csv", "task,worker,label\n1,a\n")
    shell.file("out.csv", "before")
    const { code } = await shell.call(
      "aggregate",
      "--kind",
      "classification",
      shell.path("in.csv"),
      "--out",
      shell.path("out.csv"),
    )
    expect([code, shell.read("out.csv"), shell.names()]).toEqual([2, "before", ["in.csv", "out.csv"]])
  })

  test.each(["aggregate", "agreement", "evaluate"])("%s --help names every option", async (command) => {
    const { code, out } = await openShell("help").call(command, "--help")
    expect(code).toBe(0)
    expect(out).toMatch(/--json/)
    for (const option of {
      aggregate: ["--kind", "--method", "--out", "--gold", "--explain"],
      agreement: ["--level", "--order"],
      evaluate: ["--gold", "--predictions"],
    }[command] ?? [])
      expect(out).toContain(option)
  })
})
