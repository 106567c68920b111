import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { temporaryFolder } from "@justesse/db/testing/engines"
import { afterEach, beforeEach, expect, test } from "vitest"
import { outboxFolder } from "./folders.ts"
import { diskSpool } from "./spool.ts"

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const bytes = (text: string) => new TextEncoder().encode(text)
async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all).toString()
}

test("texts that are added to by turns, and at once, come back apart", async () => {
  const path = join(folder.path, "deep", "x.spool")
  const spool = diskSpool(path)
  const texts = ["a", "b", "c"].map((name) => ({ name, spooled: spool.begin() }))
  for (let i = 0; i < 50; i++)
    await Promise.all(texts.map(({ name, spooled }) => spooled.add(bytes(`${name}${i} `.repeat(1 + (i % 3))))))
  for (const { name, spooled } of texts)
    expect(await textOf(spooled.read())).toBe(
      Array.from({ length: 50 }, (_, i) => `${name}${i} `.repeat(1 + (i % 3))).join(""),
    )
  await spool.close()
  expect(readdirSync(join(folder.path, "deep"))).toEqual([])
})

test("nothing lies on the disk until something is put aside, and what a stopped program left is written over", async () => {
  const path = join(folder.path, "x.spool")
  const empty = diskSpool(path)
  expect(await textOf(empty.begin().read())).toBe("")
  await empty.close()
  writeFileSync(path, "left behind, and long enough to be seen")
  const spool = diskSpool(path)
  await spool.begin().add(bytes("new"))
  expect(readFileSync(path, "utf8")).toBe("new")
  await spool.close()
  expect(existsSync(path)).toBe(false)
})

test("a place that cannot be written is told where text is added, and closing ends quietly", async () => {
  writeFileSync(join(folder.path, "file"), "")
  const spool = diskSpool(join(folder.path, "file", "x.spool"))
  await expect(spool.begin().add(bytes("x"))).rejects.toThrow()
  await spool.close()
})

test("removing a file of the outbox takes away what its making had put aside", async () => {
  const outbox = outboxFolder(folder.path)
  await outbox.spool("a.zip").begin().add(bytes("x"))
  expect(readdirSync(folder.path)).toEqual(["a.zip.spool"])
  await outbox.remove("a.zip")
  expect(readdirSync(folder.path)).toEqual([])
})
