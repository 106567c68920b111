import { fillCovered } from "@justesse/db/testing/covered"
import { ruleEngines, type TestStorage } from "@justesse/db/testing/engines"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { everythingFiles } from "./everything.ts"

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString("utf8")
}

describe.each(ruleEngines)("everything about somebody as files, on $name", ({ open }) => {
  let store: TestStorage
  let ben = 0

  beforeAll(async () => {
    store = await open()
    const { people } = await fillCovered(store.storage, async () => undefined)
    ben = people[1] ?? 0
  })
  afterAll(() => store.close())

  const deps = () => ({ storage: store.storage, hmac: () => "0".repeat(64), nowMs: () => 7 })

  async function filesOf(personId: number): Promise<Map<string, string>> {
    const files = new Map<string, string>()
    for await (const { name, body } of everythingFiles(deps(), personId)) files.set(name, await textOf(body))
    return files
  }

  test("is one JSON of all tables, and a CSV for each that has a row", async () => {
    const files = await filesOf(ben)
    const { exportedAtMs, tables } = JSON.parse(files.get("everything.json") ?? "")
    expect(exportedAtMs).toBe(7)
    expect(tables.submission).toHaveLength(3)
    expect(tables.saved_view).toEqual([])
    for (const [table, rows] of Object.entries<readonly object[]>(tables)) {
      const csv = files.get(`csv/${table}.csv`)
      expect([table, csv === undefined]).toEqual([table, rows.length === 0])
      if (csv && !/"/.test(csv)) expect(csv.trimEnd().split("\n")).toHaveLength(rows.length + 1)
      if (csv) expect(csv.split("\n")[0]).toBe(Object.keys(rows[0] ?? {}).join(","))
    }
  })

  test("of nobody is every table, without a row", async () => {
    const files = await filesOf(4_711)
    expect([...files.keys()]).toEqual(["everything.json"])
    const { tables } = JSON.parse(files.get("everything.json") ?? "")
    expect(Object.values(tables).flat()).toEqual([])
    expect(Object.keys(tables).length).toBeGreaterThan(30)
  })

  test("has no cell that a spreadsheet would run", async () => {
    await store.storage.db
      .updateTable("message")
      .set({ body: '=HYPERLINK("x")\n,' })
      .where("person_id", "=", ben)
      .execute()
    const csv = (await filesOf(ben)).get("csv/message.csv") ?? ""
    expect(csv).toContain(`"'=HYPERLINK(""x"")\n,"`)
  })
})
