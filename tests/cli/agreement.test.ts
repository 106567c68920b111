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
})
