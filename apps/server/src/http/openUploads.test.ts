import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openUploads } from "./openUploads.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "justesse-uploads-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const described = (id: string, person: string) =>
  writeFileSync(join(folder, `${id}.json`), JSON.stringify({ id, metadata: { name: 'a "person":"7".png', person } }))

test("a person begins as many large uploads as they may, at once or not; a finished one makes room (found T29)", async () => {
  const open = openUploads(folder)
  for (const id of ["a", "b"]) described(id, "1")
  const begin = (id: string, person = "1") => open.begin(id, person, 2)
  const refused = { code: "too_many_uploads", detail: { most: 2 } }
  await expect(begin("c")).rejects.toMatchObject(refused)
  await begin("d", "2")
  rmSync(join(folder, "a.json"))
  const told = await Promise.allSettled([begin("e"), begin("f")])
  expect(told.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"])
})

test("what was begun before a restart counts, and what is gone does not", async () => {
  described("a", "1")
  const open = openUploads(folder)
  await open.begin("b", "1", 2)
  described("b", "1")
  await expect(open.begin("c", "1", 2)).rejects.toMatchObject({ code: "too_many_uploads" })
  await open.begin("c", "7", 1)
})
