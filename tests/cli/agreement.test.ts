import { describe, expect, test } from "vitest"
import { openShell, type Shell } from "./shell.ts"

/** The worked example of Krippendorff 2011 ("Computing Krippendorff's Alpha-Reliability", section D): 4 observers, 12 units. */
const EXAMPLE: readonly (readonly (number | null)[])[] = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
  [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
]

function example(shell: Shell): string {
  const rows = EXAMPLE.flatMap((values, o) =>
    values.flatMap((value, u) => (value === null ? [] : [`u${u},o${o},${value}`])),
  )
  return shell.file("votes.csv", ["task,worker,label", ...rows])
}

describe("agreement", () => {
  test.each([
    ["nominal", 0.743],
    ["ordinal", 0.815],
    ["interval", 0.849],
    ["ratio", 0.797],
  ])("--level %s gives the published example's alpha %d with an interval around it", async (level, published) => {
    const shell = openShell("alpha")
    const json = await shell.json(0, "agreement", "--level", level, example(shell))
    const { value, interval } = json.alpha as { value: number; interval: [number, number] } // asserted below
    expect(value).toBeCloseTo(published, 3)
    expect(interval[0]).toBeLessThan(value)
    expect(interval[1]).toBeGreaterThan(value)
    expect(json.categories).toHaveLength(5)
    expect(json.pairs).toHaveLength(6)
  })

  test("for people: alpha, interval, what it rests on, by category and by pair", async () => {
    const shell = openShell("words")
    const { code, out } = await shell.call("agreement", "--level", "nominal", example(shell))
    expect(code).toBe(0)
    expect(out).toMatch(/Krippendorff's alpha \(nominal\) +0\.7434 +\(95 % interval 0\.\d{4} to [01]\.\d{4}\)/)
    expect(out).toContain("from 11 tasks with two or more answers, 40 answers")
    expect(out).toMatch(/by category +answers +said again +alpha/)
    expect(out).toMatch(/o1 – o3 +\d+/)
  })

  test.each([
    ["everybody always says the same", ["t1,a,x", "t1,b,x", "t2,a,x", "t2,b,x"], /no variation/],
    ["nobody shares a task", ["t1,a,x", "t2,b,y"], /no task has answers of two people/],
  ])("where %s it is undefined, and the exit code is 1", async (_, rows, reason) => {
    const shell = openShell("undefined")
    const file = shell.file("votes.csv", ["task,worker,label", ...rows])
    const { code, out } = await shell.call("agreement", "--level", "nominal", file)
    expect(code).toBe(1)
    expect(out).toMatch(reason)
    const json = await shell.json(1, "agreement", "--level", "nominal", file)
    expect(json.alpha).toMatchObject({ value: null, interval: null })
  })

  test("a person's repeated answers: in any order the same, the latest by timestamp", async () => {
    const shell = openShell("repeats")
    const rows = ["1,a,x,1", "1,a,y,2", "1,b,y,1", "2,a,x,1", "2,b,x,1", "3,a,x,", "3,a,y,", "3,b,x,1"]
    const found: unknown[] = []
    for (const order of [rows, [...rows].reverse()]) {
      const file = shell.file("votes.csv", ["task,worker,label,timestamp", ...order])
      const {
        seconds: _,
        cpuSeconds: __,
        peakMb: ___,
        ...json
      } = await shell.json(0, "agreement", "--level", "nominal", file)
      found.push(json)
    }
    expect(found[1]).toEqual(found[0])
    expect(found[0]).toMatchObject({ raw: 1, leftOut: 3, alpha: { value: 1, units: 2 } })
  })

  test("nobody is compared with another answer of their own on a picture", async () => {
    const shell = openShell("own")
    const line = (annotator: string, boxes: number[][], timestamp?: number) =>
      JSON.stringify({ image: "p", annotator, boxes, ...(timestamp === undefined ? {} : { timestamp }) })
    const rows = [
      line("a", [[0, 0, 10, 10]], 2),
      line(
        "a",
        [
          [0, 0, 10, 9],
          [50, 50, 5, 5],
        ],
        1,
      ),
      line("b", [[0, 0, 10, 10]]),
    ]
    for (const order of [rows, [...rows].reverse()]) {
      const json = await shell.json(1, "agreement", "--level", "nominal", shell.file("boxes.jsonl", order))
      expect(json).toMatchObject({ pairs: 1, f1At50: 1, meanIou: 1, leftOut: 1 })
    }
  })

  test("labels that are no numbers take an order for the ordinal level", async () => {
    const shell = openShell("ordered")
    const rows = ["1,a,G", "1,b,P", "2,a,X", "2,b,X", "3,a,R", "3,b,X", "4,a,G", "4,b,G"]
    const file = shell.file("votes.csv", ["task,worker,label", ...rows])
    const json = await shell.json(0, "agreement", "--level", "ordinal", file, "--order", "G,P,R,X")
    expect(json.alpha).toMatchObject({ value: expect.any(Number) })
    const refused = await shell.call("agreement", "--level", "ordinal", file)
    expect([refused.code, refused.error]).toEqual([2, expect.stringMatching(/votes\.csv:2: the label "G" .*--order/)])
  })

  test("boxes: things that somebody left out count as absent, and empty pictures as agreement", async () => {
    const shell = openShell("boxes")
    const line = (image: string, annotator: string, boxes: number[][], labels: string[]) =>
      JSON.stringify({ image, annotator, boxes, labels })
    const file = shell.file("boxes.jsonl", [
      line("p", "a", [[0, 0, 10, 10]], ["red car!"]),
      line("p", "b", [[0, 0, 10, 9]], ["red car!"]),
      line("q", "a", [], []),
      line("q", "b", [], []),
      line("r", "a", [[0, 0, 10, 10]], ["van"]),
      line("r", "b", [], []),
    ])
    const json = await shell.json(0, "agreement", "--level", "nominal", file)
    expect(json).toMatchObject({ meanIou: expect.closeTo(0.9, 9), f1At50: expect.closeTo(2 / 3, 9), pairs: 3 })
    expect((json.categories as { label: string | null }[]).map(({ label }) => label)).toEqual([null, "red car!", "van"])
  })

  test("ratings are ordered, checks are names, and a kind says which level it takes", async () => {
    const shell = openShell("kinds")
    const rated = await shell.json(0, "agreement", "--kind", "rating", example(shell))
    expect(rated).toMatchObject({ level: "ordinal", alpha: { value: expect.closeTo(0.815, 3) } })
    const checks = shell.file("checks.csv", [
      "task,worker,label",
      ...["1,a,right", "1,b,Right", "2,a,wrong", "2,b,fix", "3,a,cannot tell", "3,b,right"],
    ])
    const checked = await shell.json(0, "agreement", "--kind", "verification", checks)
    expect((checked.categories as { category: string }[]).map(({ category }) => category)).toEqual([
      ...["cannot_tell", "fix", "right", "wrong"],
    ])
    const said = async (...words: string[]) => (await shell.call("agreement", ...words)).error
    expect(await said("--kind", "verification", example(shell))).toMatch(/votes\.csv:2: "1" is no answer\. Write right/)
    expect(await said("--kind", "verification", "--level", "ratio", checks)).toMatch(
      /--level ratio: agreement on verification takes --level nominal/,
    )
    expect(await said("--kind", "form", "--level", "nominal", checks)).toMatch(
      /takes no --level, since what is compared/,
    )
    expect(await said("--kind", "poem", checks)).toMatch(/--kind poem: name one of classification, verification/)
    expect(await said(checks)).toMatch(/Name what labels mean: --level nominal/)
  })

  test("comparisons: the same one of a pair, whichever stood left", async () => {
    const shell = openShell("pairs")
    const head = "task,left,right,worker,answer"
    const rows = ["1,x,y,a,left", "1,y,x,b,right", "2,y,z,a,tie", "2,y,z,b,tie", "3,x,z,a,left", "3,z,x,b,left"]
    const json = await shell.json(0, "agreement", shell.file("in.csv", [head, ...rows]))
    expect(json).toMatchObject({ level: "nominal", raw: expect.closeTo(2 / 3, 9), alpha: { units: 3 } })
    const other = shell.file("other.csv", [head, "1,x,y,a,left", "1,x,z,b,left"])
    expect((await shell.call("agreement", other)).error).toMatch(
      /other\.csv:3: the task 1 compares x and z here, and x and y on line 2\. Give each pair a task/,
    )
  })

  test("texts and recordings: what two people wrote, and when", async () => {
    const shell = openShell("written")
    const texts = shell.file("in.tsv", [
      "task\tworker\ttext",
      "1\ta\tOne two",
      "1\tb\tone, two",
      "2\ta\tfive",
      "2\tb\tfour",
    ])
    expect(await shell.json(0, "agreement", texts)).toMatchObject({
      kind: "transcription",
      same: 0.5,
      wer: expect.closeTo(1 / 3, 9),
    })
    const line = (annotator: string, ...segments: object[]) => JSON.stringify({ recording: "r", annotator, segments })
    const heard = shell.file("in.jsonl", [
      line(
        "a",
        { startMs: 0, endMs: 900, text: "yes", label: "speech" },
        { startMs: 2000, endMs: 2500, label: "music" },
      ),
      line("b", { startMs: 40, endMs: 900, text: "yes", label: "speech" }),
    ])
    const json = await shell.json(0, "agreement", heard)
    expect(json).toMatchObject({ kind: "audio", pairs: 1, f1: expect.closeTo(2 / 3, 9), edges: { meanMs: 20 }, wer: 0 })
    expect(json.byLabel).toMatchObject([
      { label: "music", f1: 0 },
      { label: "speech", f1: 1 },
    ])
    const { out } = await shell.call("agreement", heard)
    expect(out).toMatch(/F1 of segments of two people +0\.6667 +ends apart 20 ms on average/)
    const wrong = shell.file("wrong.jsonl", [line("a", { startMs: 0, endMs: 9, label: 3 })])
    expect((await shell.call("agreement", wrong)).error).toMatch(/wrong\.jsonl:1: segment 1: its label is no name/)
  })

  test("outlines overlap by what lies inside their lines", async () => {
    const shell = openShell("shapes")
    const line = (annotator: string, ...points: number[][]) =>
      JSON.stringify({ image: "p", annotator, shapes: [{ type: "polygon", rings: [points] }] })
    const lower = line("a", [0, 0], [10, 10], [0, 10])
    const json = await shell.json(0, "agreement", shell.file("in.jsonl", [lower, line("b", [0, 0], [10, 0], [10, 10])]))
    expect(json).toMatchObject({ f1At50: 0, pairs: 1 })
  })
})
