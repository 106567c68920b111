import { mkdir, readdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { temporaryFolder } from "@justesse/db/testing/engines"
import { expect, test } from "vitest"
import { collectLeftovers } from "./leftovers.ts"

const WHOLE = [
  "backups/justesse-20260114T120000Z-hand.jbackup",
  `blobs/ab/ab${"0".repeat(62)}`,
  "exports/cells-v1-coco-abc.zip",
  "uploads/cells/1b4e28ba-2fa1-41d2-883f-0016d3cca427/street/a.jpg",
  "uploads/.tus/0123456789abcdef0123456789abcdef",
]
const HALF = [
  "backups/justesse-20260114T120001Z-nightly.jbackup.part",
  `blobs/incoming/${"0a".repeat(12)}`,
  "exports/cells-v1-coco-abd.zip.part",
  "exports/cells-v1-coco-abd.zip.spool",
  "uploads/cells/1b4e28ba-2fa1-41d2-883f-0016d3cca427/street/b.jpg.part-123-k3j2h1",
  "uploads/.pages/pages-x/0001.png",
]

// Found T19: each backup that was killed left its half for ever, and so did pictures.
test("what a killed program left half written goes, and what is whole or goes on stays", async () => {
  const folder = temporaryFolder()
  for (const path of [...WHOLE, ...HALF]) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true })
    await writeFile(join(folder.path, path), "x")
  }
  expect(await collectLeftovers(folder.path)).toBe(HALF.length - 1)
  const left = await readdir(folder.path, { withFileTypes: true, recursive: true })
  const files = left.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(files.toSorted()).toEqual(WHOLE.map((path) => join(folder.path, path)).toSorted())
  expect(await collectLeftovers(join(folder.path, "none"))).toBe(0)
  folder.remove()
})
