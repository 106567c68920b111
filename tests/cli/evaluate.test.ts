import { describe, expect, test } from "vitest"
import { openShell, type Shell } from "./shell.ts"

const evaluate = (shell: Shell, gold: string, predictions: string, ...more: string[]) =>
  shell.json(0, "evaluate", "--gold", gold, "--predictions", predictions, ...more)

const coco = {
  images: [
    { id: 3, file_name: "a.jpg", width: 100, height: 100 },
    { id: 9, file_name: "b.jpg", width: 100, height: 100 },
  ],
  categories: [
    { id: 2, name: "cat" },
    { id: 7, name: "dog" },
  ],
  annotations: [
    { id: 1, image_id: 3, category_id: 2, bbox: [10, 10, 40, 40], area: 1600, iscrowd: 0 },
    { id: 2, image_id: 9, category_id: 7, bbox: [10, 10, 40, 40], area: 1600, iscrowd: 0 },
  ],
}
const results = [
  { image_id: 3, category_id: 2, bbox: [10, 10, 40, 40], score: 0.9 },
  { image_id: 9, category_id: 2, bbox: [10, 10, 40, 40], score: 0.8 },
]

describe("evaluate", () => {
  test("COCO files: twelve numbers, AP by class, confusion, worst pictures and likely errors", async () => {
    const shell = openShell("coco")
    const json = await evaluate(
      shell,
      shell.file("g.json", JSON.stringify(coco, null, 1)),
      shell.file("p.json", JSON.stringify(results)),
    )
    expect(json).toMatchObject({ kind: "coco", images: 2, gold: 2, predictions: 2 })
    expect(json.numbers).toMatchObject({ AP: expect.closeTo(0.5, 9), AP50: expect.closeTo(0.5, 9), APs: -1, AR1: 0.5 })
    expect(json.stats).toHaveLength(12)
    expect(json.classes).toMatchObject([
      { id: 2, name: "cat", ap: expect.closeTo(1, 9), gold: 1 },
      { id: 7, name: "dog", ap: 0, gold: 1 },
    ])
    expect(json.confusion).toMatchObject({
      labels: ["cat", "dog", "(nothing)"],
      counts: [
        [1, 0, 0],
        [1, 0, 0],
        [0, 0, 0],
      ],
    })
    expect(json.worst).toMatchObject([{ image: 9, file: "b.jpg", otherLabel: 1 }])
    expect(Array.isArray(json.suspects)).toBe(true)
  })

  test("COCO for people: the numbers with their meaning, a table by class and the confusion", async () => {
    const shell = openShell("table")
    const words = [
      "--gold",
      shell.file("g.json", JSON.stringify(coco)),
      "--predictions",
      shell.file("p.json", JSON.stringify(results)),
    ]
    const { code, out } = await shell.call("evaluate", ...words)
    expect(code).toBe(0)
    expect(out).toMatch(/AP +0\.5000 +average precision, IoU 0\.50 to 0\.95/)
    expect(out).toMatch(/APs +– /)
    expect(out).toMatch(/dog +1 +0\.0000/)
    expect(out).toMatch(/gold ↓ found → +cat +dog +\(nothing\)/)
    expect(out).toContain("b.jpg (0 missed, 0 extra, 1 mislabelled)")
  })

  test("COCO files with outlines on both sides are compared by these, and by boxes where that is asked for", async () => {
    const shell = openShell("outlines")
    const outlined = (rows: readonly object[], ring: readonly number[]) =>
      rows.map((row) => ({ ...row, segmentation: [ring] }))
    const lower = [10, 10, 50, 50, 10, 50]
    const upper = [10, 10, 50, 10, 50, 50]
    const gold = shell.file("g.json", JSON.stringify({ ...coco, annotations: outlined(coco.annotations, lower) }))
    const good = shell.file("good.json", JSON.stringify(outlined(results, lower)))
    const other = shell.file("other.json", JSON.stringify(outlined(results, upper)))
    const boxes = shell.file("boxes.json", JSON.stringify(results))
    expect(await evaluate(shell, gold, good)).toMatchObject({
      compared: { by: "outline" },
      numbers: { AP50: expect.closeTo(0.5, 9) },
    })
    expect(await evaluate(shell, gold, other)).toMatchObject({ compared: { by: "outline" }, numbers: { AP50: 0 } })
    const asked = await evaluate(shell, gold, other, "--by", "box")
    expect(asked).toMatchObject({ compared: { by: "box" }, numbers: { AP50: expect.closeTo(0.5, 9) } })
    const mixed = shell.file("mixed.json", JSON.stringify([outlined(results, lower)[0], results[1]]))
    const some = { by: "mixed", goldBoxes: 0, foundBoxes: 1 }
    expect(await evaluate(shell, gold, mixed)).toMatchObject({
      compared: some,
      numbers: { AP50: expect.closeTo(0.5, 9) },
    })
    const said = async (predictions: string, ...more: string[]) =>
      (await shell.call("evaluate", "--gold", gold, "--predictions", predictions, ...more)).out
    expect(await said(good)).toContain("compared by outline, as COCO's segm")
    expect(await said(boxes)).toContain("compared by box, as COCO's bbox: not both files have outlines")
    expect(await said(mixed)).toContain("without an outline are 0 of the gold, 1 of what was found")
    expect((await shell.call("evaluate", "--gold", gold, "--predictions", good, "--by", "edge")).code).toBe(2)
  })

  test("texts: WER and CER over all and as a mean; a missing answer counts as empty", async () => {
    const shell = openShell("text")
    const gold = shell.file("g.tsv", ["task\ttext", "1\tone two three four", "2\tfive", "3\tsix"])
    const answers = shell.file("p.tsv", [
      "task\ttext\tconfidence",
      "1\tOne, two; free four\t0.9",
      "2\tfive\t1",
      "8\tx\t1",
    ])
    const json = await evaluate(shell, gold, answers)
    expect(json).toMatchObject({ kind: "text", texts: 3, missing: 1, withoutGold: 1 })
    expect(json.wer).toMatchObject({ micro: expect.closeTo(2 / 6, 9), macro: expect.closeTo((0.25 + 0 + 1) / 3, 9) })
    expect(json.cer).toMatchObject({ substitutions: 1, insertions: 0 })
  })

  test("labels: accuracy and confusion; of numbers also how far they are off", async () => {
    const shell = openShell("labels")
    const gold = shell.file("g.csv", ["task,label", "1,a", "2,b", "3,b"])
    const json = await evaluate(
      shell,
      gold,
      shell.file("p.csv", ["task,label,confidence,votes", "1,a,1,3", "2,a,0.6,3"]),
    )
    expect(json).toMatchObject({
      kind: "classification",
      right: 1,
      accuracy: expect.closeTo(1 / 3, 9),
      missing: 1,
      numeric: null,
    })
    expect(json.confusion).toEqual({
      labels: ["a", "b", "(no answer)"],
      counts: [
        [1, 0, 0],
        [1, 0, 1],
      ],
    })
    const numbers = Array.from({ length: 12 }, (_, i) => `${i},${i * 10}`)
    const off = Array.from({ length: 12 }, (_, i) => `${i},${i * 10 + (i % 2 ? 3 : -3)}`)
    const rated = await evaluate(
      shell,
      shell.file("g2.csv", ["task,label", ...numbers]),
      shell.file("p2.csv", ["task,label", ...off]),
    )
    expect(rated.numeric).toMatchObject({
      meanAbsoluteError: expect.closeTo(3, 9),
      rootMeanSquare: expect.closeTo(3, 9),
    })
  })

  test("boxes: F1, mean IoU and panoptic quality with intervals; pictures without an answer count as empty", async () => {
    const shell = openShell("boxes")
    const line = (image: string, boxes: unknown[]) => JSON.stringify({ image, boxes })
    const gold = shell.file("g.jsonl", [line("a", [[0, 0, 10, 10]]), line("b", [[0, 0, 10, 10]]), line("c", [])])
    const found = shell.file("p.jsonl", [
      line("a", [{ x: 0, y: 0, w: 10, h: 8, confidence: 1 }]),
      line("c", []),
      line("z", [[0, 0, 1, 1]]),
    ])
    const json = await evaluate(shell, gold, found)
    expect(json).toMatchObject({ kind: "boxes", images: 3, missing: 1, withoutGold: 1 })
    expect(json.f1At50).toMatchObject({ value: expect.closeTo(2 / 3, 9) })
    expect(json.meanIou).toMatchObject({ value: expect.closeTo(0.8, 9) })
  })

  test("recordings: segments, ends, words and speakers, and each label by itself", async () => {
    const shell = openShell("sound")
    const line = (recording: string, ...segments: object[]) => JSON.stringify({ recording, segments })
    const word = { startMs: 0, endMs: 1000, speaker: "A", text: "good morning", label: "speech" }
    const gold = shell.file("g.jsonl", [line("r", word), line("s", { startMs: 0, endMs: 500, label: "music" })])
    const answers = shell.file("p.jsonl", [
      line("r", { ...word, endMs: 1100, speaker: "1", text: "good mourning" }),
      line("x"),
    ])
    const json = await evaluate(shell, gold, answers)
    expect(json).toMatchObject({
      kind: "recordings",
      recordings: 2,
      missing: 1,
      withoutGold: 1,
      boundaries: { meanMs: 50 },
    })
    expect(json.f1).toBeCloseTo(2 / 3, 9)
    expect(json.wer).toMatchObject({ micro: 0.5 })
    expect(json.byLabel).toMatchObject([
      { label: "music", f1: 0, missed: 1 },
      { label: "speech", f1: 1 },
    ])
    const other = shell.file("o.jsonl", [line("q")])
    expect((await shell.call("evaluate", "--gold", gold, "--predictions", other)).error).toMatch(/has no recording of/)
  })

  test("orders and pairs: those put right, and tau", async () => {
    const shell = openShell("order")
    const gold = shell.file("g.csv", ["item,strength", "a,3", "b,2", "c,1"])
    const order = shell.file("p.csv", [
      "item,strength,low,high,group,comparisons",
      "a,1,,,1,2",
      "c,0.5,,,1,2",
      "b,0,,,1,2",
    ])
    expect(await evaluate(shell, gold, order)).toMatchObject({
      kind: "orders",
      pairs: 3,
      right: 2,
      wrong: 1,
      tau: expect.closeTo(1 / 3, 9),
    })
    const pairs = shell.file("pairs.csv", [
      "task,left,right,worker,answer",
      "1,b,a,x,left",
      "2,b,c,x,left",
      "3,a,c,x,tie",
    ])
    expect(await evaluate(shell, gold, pairs)).toMatchObject({
      right: 1,
      wrong: 1,
      tied: 1,
      accuracy: expect.closeTo(1 / 3, 9),
    })
    const said = async (text: string[]) =>
      (await shell.call("evaluate", "--gold", gold, "--predictions", shell.file("w.csv", text))).error
    expect(await said(["item,strength", "a,much"])).toMatch(/w\.csv:2: the strength "much" is no number/)
    expect(await said(["item,strength", "a,1", "a,2"])).toMatch(/w\.csv:3: "a" stands on line 2 already/)
    expect(await said(["item,strength", "x,1", "y,2"])).toMatch(/says nothing of a pair of .*same way/)
  })

  test("ratings are off by steps, and checks find what is wrong or do not", async () => {
    const shell = openShell("meaning")
    const file = (name: string, ...rows: string[]) => shell.file(name, ["task,label", ...rows])
    const rated = await evaluate(
      shell,
      file("g.csv", "1,1", "2,3", "3,5"),
      file("p.csv", "1,2", "2,3.0", "3,3"),
      ...["--kind", "rating"],
    )
    expect(rated).toMatchObject({
      kind: "rating",
      right: 1,
      withinOne: expect.closeTo(2 / 3, 9),
      numeric: { meanAbsoluteError: 1 },
    })
    expect(rated.weightedKappa).toBeGreaterThan(0)
    const gold = file("gc.csv", "1,right", "2,wrong", "3,fix", "4,wrong")
    const checked = await evaluate(
      shell,
      gold,
      file("pc.csv", "1,right", "2,wrong", "3,right", "4,cannot tell"),
      "--kind",
      "verification",
    )
    expect(checked).toMatchObject({
      kind: "verification",
      checks: { found: expect.closeTo(1 / 3, 9), passed: 1, cannotTell: 1 },
    })
    const said = async (...words: string[]) =>
      (await shell.call("evaluate", "--gold", gold, "--predictions", gold, ...words)).error
    expect(await said("--kind", "rating")).toMatch(/gc\.csv:2: the rating "right" is no number/)
    expect(await said("--kind", "boxes")).toMatch(/--kind boxes: name one of classification, rating, verification/)
  })
})
