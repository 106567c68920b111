import { readFileSync } from "node:fs"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { formatNamed } from "./list.ts"
import { KIND_DATA } from "./testing/kinds.ts"
import { dataset, manifest, source, written } from "./testing/records.ts"

const page = readFileSync(new URL("../../../docs/files.md", import.meta.url), "utf8")
const [, json = "", table = ""] = page.split(/^## /m)
const named = (part: string) => new Set([...part.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name))

async function filesOf(format: string, records: readonly DatasetRecord[], of = manifest) {
  const { writer } = formatNamed(format)
  return written((writer ?? expect.fail()).write(source(records), of, { spreadsheet: true }))
}

const nothing = { size: null, sha256: null, body: { regions: [], nothingHere: false } }
const said = { verdict: "first" as const, much: 2 }
/** A picture that was compared with another one. */
const compared: DatasetRecord = {
  ...{ name: "a.jpg", ...nothing },
  compared: {
    ...{ score: 0.4, low: -0.1, high: 0.9, rank: 1, of: 2, group: 0, comparisons: 1 },
    pairs: [{ with: "b.jpg", ...said, answers: [{ person: "p1", ...said, left: "second" }] }],
  },
}
/** A row of a table that was asked about. */
const ofRow: DatasetRecord = { ...{ name: "12", ...nothing }, cells: [{ column: "city", text: "Lyon" }] }

/** Every drawn dataset of every kind, with its labels. */
const drawn = [
  ...fc.sample(dataset, { numRuns: 60, seed: 7 }).map((records) => ({ records, manifest })),
  ...KIND_DATA.flatMap(({ records, manifest: of }) =>
    fc.sample(records, { numRuns: 30, seed: 7 }).map((some) => ({ records: some, manifest: of })),
  ),
  { records: [compared, ofRow], manifest },
]

test("the page of files names every column of the table", async () => {
  const { "regions.csv": text = "" } = await filesOf("csv", [])
  for (const column of text.split("\n", 1)[0]?.split(",") ?? []) expect(named(table)).toContain(column)
})

test("the page of files names every member of a line and of a region, whatever the kind", async () => {
  const members = new Set<string>()
  for (const { records, manifest: of } of drawn) {
    const { "pictures.jsonl": text = "" } = await filesOf("jsonl", records, of)
    for (const line of text.split("\n").filter((one) => one !== "")) {
      const { regions = [], ...rest } = JSON.parse(line)
      const pairs: readonly { readonly answers: readonly object[] }[] = rest.compared?.pairs ?? []
      const inside = [rest.compared ?? {}, ...pairs, ...pairs.flatMap(({ answers }) => answers)]
      for (const one of [rest, ...inside, ...regions]) for (const key of Object.keys(one)) members.add(key)
    }
  }
  expect(members.size).toBeGreaterThan(18)
  for (const member of members) expect(named(json)).toContain(member)
})
