import type { DatasetRecord } from "@justesse/types/dataset"
import { describe, expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { labelStudioWriter } from "../labelStudio/write.ts"
import { readPairs } from "../pairList/index.ts"
import { manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { comparisons } from "./index.ts"
import { comparisonsReader } from "./read.ts"

const { writer } = comparisons
const alone = (name: string): DatasetRecord => ({ name, size: null, sha256: null, body: null })
const order = (rank: number) => ({
  score: 2 - rank,
  low: -1,
  high: 1,
  rank,
  of: 3,
  group: 1,
  comparisons: 4,
  pairs: [],
})
const answer = (person: string, verdict: "first" | "second" | "none" | "neither", left: "first" | "second") => ({
  ...{ person, verdict, left },
})

const RECORDS: readonly DatasetRecord[] = [
  {
    ...alone("a.png"),
    split: "train",
    compared: {
      ...order(1),
      pairs: [
        {
          with: "dir one/b.png",
          verdict: "first",
          much: 2,
          answers: [{ ...answer("p1", "first", "second"), much: 2 }, answer("p2", "none", "first")],
        },
        { with: "=c.png", verdict: "neither", answers: [answer("p1", "neither", "first")] },
      ],
    },
  },
  { ...alone("dir one/b.png"), compared: { ...order(2), low: null, high: null } },
  { ...alone("=c.png"), compared: order(3) },
  { ...alone("never compared.png"), body: { regions: [], nothingHere: true } },
]

const filesOf = (format: typeof writer, spreadsheet = false) =>
  written((format ?? expect.fail()).write(source(RECORDS), manifest, { spreadsheet }))

describe("comparisons of two as tables", () => {
  test("the order, a row a picture that was compared, and the answers, a row each", async () => {
    const files = await filesOf(writer)
    expect(files["order.csv"]?.trim().split("\n")).toEqual([
      "image,split,score,low,high,rank,of,group,comparisons",
      "a.png,train,1,-1,1,1,3,1,4",
      "dir one/b.png,,0,,,2,3,1,4",
      "=c.png,,-1,-1,1,3,3,1,4",
    ])
    expect(files["pairs.csv"]?.trim().split("\n")).toEqual([
      "first,second,final,final_much,person,answer,much,left",
      "a.png,dir one/b.png,first,2,p1,first,2,second",
      "a.png,dir one/b.png,first,2,p2,none,,first",
      "a.png,=c.png,neither,,p1,neither,,first",
    ])
  })

  test("for spreadsheets no cell begins a formula", async () => {
    const { "order.csv": text = "" } = await filesOf(writer, true)
    expect(text.split("\n").some((line) => line.startsWith("="))).toBe(false)
  })

  test.each([false, true])("what was compared comes back as it was; for spreadsheets: %s", async (spreadsheet) => {
    const files = await filesOf(writer, spreadsheet)
    const { records, report } = await gather(comparisonsReader.read(memoryFiles(files), {}))
    expect(report).toEqual([])
    const told = RECORDS.filter(({ compared }) => compared)
    expect(records.map(({ name, split, compared }) => ({ name, split, compared }))).toEqual(
      told.map(({ name, split, compared }) => ({ name, split, compared })),
    )
  })

  test("a row that says nothing of two is told with its line, and the rest goes in", async () => {
    const { "order.csv": order = "", "pairs.csv": pairs = "" } = await filesOf(writer)
    const files = { "order.csv": `${order}d.png,,high\n`, "pairs.csv": `${pairs}a.png,b.png,best,,p1,first,,first\n` }
    const { records, report } = await gather(comparisonsReader.read(memoryFiles(files), {}))
    expect(report.map(({ code, file, line }) => [code, file, line])).toEqual([
      ["line_unreadable", "pairs.csv", 5],
      ["line_unreadable", "order.csv", 5],
    ])
    expect(records).toHaveLength(3)
  })

  test("what is said of one picture alone is lost and counted", async () => {
    const region = { id: "r1", geometry: { type: "whole" }, label: "cat" }
    const said = { ...RECORDS[1], body: { regions: [region], nothingHere: false } } as unknown as DatasetRecord // ids are branded texts
    const losses = await (writer ?? expect.fail()).losses(source([said]))
    expect(losses.map(({ code, field }) => [code, field])).toContainEqual(["no_comparison", "cat"])
  })

  test("its pairs are read back as the list of those to be compared", async () => {
    const { "pairs.csv": text = "" } = await filesOf(writer)
    const { pairs, report } = await readPairs(text, "pairs.csv")
    expect(report).toEqual([])
    expect(new Set(pairs.map(({ first, second }) => `${first} ${second}`))).toEqual(
      new Set(["a.png dir one/b.png", "a.png =c.png"]),
    )
  })
})

describe("comparisons of two in Label Studio", () => {
  test("a task a pair, the first left, each answer an annotation; what Pairwise cannot hold has controls of its own", async () => {
    const { "label_config.xml": config = "", "tasks.json": text = "" } = await filesOf(labelStudioWriter)
    expect(config).toContain('<Pairwise name="pair" toName="left,right"/>')
    expect(config).toContain('<Image name="left" value="$left"/>')
    const [one, other, ...more] = JSON.parse(text)
    expect(more).toEqual([])
    expect(one.data).toEqual({ left: "/data/local-files/?d=a.png", right: "/data/local-files/?d=dir%20one/b.png" })
    const said = one.annotations.map(({ result }: { result: { type: string; value: object }[] }) =>
      result.map(({ type, value }) => [type, value]),
    )
    expect(said).toEqual([
      [
        ["pairwise", { selected: "left" }],
        ["rating", { rating: 2 }],
      ],
      [["choices", { choices: ["no difference"] }]],
    ])
    expect(one.meta).toEqual({
      ...{ final: "first", much: 2 },
      answers: [
        { person: "p1", left: "second" },
        { person: "p2", left: "first" },
      ],
    })
    expect(other.annotations[0].result[0].value).toEqual({ choices: ["neither will do"] })
  })

  test("its tasks are read back as the list of those to be compared, and what is lost is said", async () => {
    const { "tasks.json": text = "" } = await filesOf(labelStudioWriter)
    const { pairs, report } = await readPairs(text, "tasks.json")
    expect([pairs.map(({ first, second }) => `${first} ${second}`), report]).toEqual([
      ["a.png dir one/b.png", "a.png =c.png"],
      [],
    ])
    const losses = await labelStudioWriter.losses(source(RECORDS))
    expect(losses.map(({ code }) => code)).toContain("compared_order")
  })
})
