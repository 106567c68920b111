import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { ROOT } from "../support/places.ts"
import { openShell } from "./shell.ts"

const DATA = join(process.env["JUSTESSE_SHARED"] || join(ROOT, "../shared"), "data")
const CROWD = join(DATA, "crowd")
const here = existsSync(join(CROWD, "classification/rte.labels.csv"))

describe.runIf(here)("the shell on what real people said (../shared/data)", () => {
  test.each([
    ["bluebirds", 0.888],
    ["rte", 0.926],
    ["dog", 0.84],
    ["product", 0.937],
    ["adult2", 0.764],
  ])("%s: --method dawid-skene is right on at least %d of the gold", async (set, least) => {
    const shell = openShell("votes")
    const votes = join(CROWD, `classification/${set}.labels.csv`)
    await shell.json(
      0,
      "aggregate",
      "--kind",
      "classification",
      "--method",
      "dawid-skene",
      votes,
      "--out",
      shell.path("o.csv"),
    )
    const gold = join(CROWD, `classification/${set}.gold.csv`)
    const json = await shell.json(0, "evaluate", "--gold", gold, "--predictions", shell.path("o.csv"))
    expect(json.accuracy).toBeGreaterThanOrEqual(least)
  })

  test("pedestrians: boxes of 43 people, without gold, F1 91.7 and 80.5 and mean IoU 0.850", async () => {
    const shell = openShell("boxes")
    const boxes = join(CROWD, "boxes/pedestrians.labels.jsonl")
    await shell.json(0, "aggregate", "--kind", "boxes", boxes, "--out", shell.path("o.jsonl"))
    const gold = join(CROWD, "boxes/pedestrians.gold.jsonl")
    const json = await shell.json(0, "evaluate", "--gold", gold, "--predictions", shell.path("o.jsonl"))
    const value = (name: string) => (json[name] as { value: number }).value // an interval, or NaN fails below
    expect(value("f1At50")).toBeGreaterThanOrEqual(0.917)
    expect(value("f1At75")).toBeGreaterThanOrEqual(0.805)
    expect(value("meanIou")).toBeGreaterThanOrEqual(0.85)
  })

  test("speech: fewer wrong words than the published ROVER, scored by the same command", async () => {
    const shell = openShell("speech")
    const texts = join(CROWD, "transcription/crowdspeech-dev-clean.labels.tsv")
    await shell.json(0, "aggregate", "--kind", "transcription", texts, "--out", shell.path("o.tsv"))
    const gold = join(CROWD, "transcription/crowdspeech-dev-clean.gold.tsv")
    const json = await shell.json(0, "evaluate", "--gold", gold, "--predictions", shell.path("o.tsv"))
    expect((json.wer as { macro: number }).macro).toBeLessThan(0.06)
  })

  test.each([
    ["nominal", "classification/bluebirds", 0.1255],
    ["nominal", "classification/rte", 0.2415],
    ["nominal", "classification/dog", 0.5194],
    ["interval", "ratings/emotion", 0.389],
    ["ordinal", "ratings/emotion", 0.3895],
  ])("agreement --level %s on %s is %d", async (level, set, published) => {
    const json = await openShell("alpha").json(0, "agreement", "--level", level, join(CROWD, `${set}.labels.csv`))
    expect((json.alpha as { value: number }).value).toBeCloseTo(published, 4)
  })

  test("COCO: the twelve numbers of each shared case to 1e-6", async () => {
    for (const name of ["basic", "crowd-area", "dense-ties"]) {
      const shell = openShell("coco")
      const file = (part: string) => join(DATA, `coco-eval/${name}.${part}.json`)
      const json = await shell.json(0, "evaluate", "--gold", file("gold"), "--predictions", file("det"))
      const { stats }: { stats: number[] } = JSON.parse(readFileSync(file("expected"), "utf8"))
      for (const [i, value] of (json.stats as number[]).entries())
        expect(Math.abs(value - (stats[i] ?? 2))).toBeLessThan(1e-6)
    }
  })
})

if (!here) {
  test("real data are not beside this checkout (../shared/data): the shell was not tried on them", () => {
    expect(here).toBe(false)
  })
}
