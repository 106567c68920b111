import { detectFormat } from "@justesse/formats"
import { afterAll, expect, test } from "vitest"
import { compareFolder, FOLDERS, type Folder, NOT_READ } from "./folders.ts"
import { expectedOf, gather, present, realFiles, realFolders } from "./support/real.ts"

/*
 * Every folder of real files with an expected answer, read by its reader and compared: counts, boxes to 0.001 px, texts to
 * the letter. `exif` and `crossformat` have tests of their own.
 */
const OWN_TESTS = /^(exif|crossformat)\//
const known = present ? Object.entries(FOLDERS) : []
/** Of each format: how many folders are equal to their answer, of how many, and why others differ. */
const summary = new Map<string, { equal: number; of: number; why: string[] }>()

afterAll(() => {
  for (const [format, { equal, of, why }] of [...summary].sort())
    console.log(`${format}: ${equal} of ${of} folders equal${why.length > 0 ? ` (${why.join("; ")})` : ""}`)
  const all = [...summary.values()]
  const sum = (key: "equal" | "of") => all.reduce((total, one) => total + one[key], 0)
  if (all.length > 0) console.log(`all: ${sum("equal")} of ${sum("of")} folders equal`)
})

test.each(known)("%s: counts, boxes and texts are those that another reader found", async (path, folder: Folder) => {
  const files = realFiles(path, folder.left)
  const got = await gather(files, { format: folder.format, ...(folder.sizeOf ? { sizeOf: folder.sizeOf } : {}) })
  const { agreed, differences } = compareFolder(folder, expectedOf(path), got, path)
  const figures = Object.entries(agreed).map(([kind, [equal, of]]) => `${kind} ${equal}/${of}`)
  console.log(`${path} (${folder.format}): ${figures.join(", ")}${folder.differ ? `; ${folder.differ.why}` : ""}`)
  const entry = summary.get(folder.format) ?? { equal: 0, of: 0, why: [] }
  summary.set(folder.format, entry)
  entry.of++
  if (differences.length === 0) entry.equal++
  else entry.why.push(`${path}: ${folder.differ?.why ?? differences[0]}`)
  if (folder.differ) expect(differences).toHaveLength(folder.differ.count)
  else expect(differences).toEqual([])
})

test.each(known.filter(([, folder]) => folder.auto === undefined))(
  "%s: its format is found from its content",
  async (path, folder: Folder) => {
    expect((await detectFormat(realFiles(path, folder.left))).name).toBe(folder.format)
  },
)

test("folders that nobody reads yet are named", () => {
  const folders = present ? realFolders() : []
  const missing = folders.filter((path) => !FOLDERS[path] && !NOT_READ[path] && !OWN_TESTS.test(path))
  if (!present) console.log("the real files are not here (../shared/data/formats): nothing compared")
  else
    console.log(
      `${Object.keys(FOLDERS).length} of ${folders.length} folders read; not yet read: ${missing.join(", ") || "none"}`,
    )
  expect(Object.keys(FOLDERS).filter((path) => present && !folders.includes(path))).toEqual([])
})
