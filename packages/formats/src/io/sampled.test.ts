import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { type FileEntry, type FileSet, memoryFiles } from "./fileSet.ts"
import { MOST_OF_A_FOLDER, MOST_OF_AN_ENDING, sampleFiles } from "./sampled.ts"

function setOf(names: readonly string[], text: string) {
  const bytes = new TextEncoder().encode(text)
  const opened: string[] = []
  const files: FileSet = {
    list: async () => names.map((name): FileEntry => ({ name, sizeBytes: bytes.length })),
    async *open(name) {
      opened.push(name)
      yield bytes
    },
  }
  return { files, opened }
}
const numbered = (count: number, name: (i: number) => string) => Array.from({ length: count }, (_, i) => name(i))

test("to tell a format, few of very many files are opened by a reader, and none of an unknown kind is taken for one", async () => {
  const { files, opened } = setOf(
    numbered(60_000, (i) => `folder/${i}.txt`),
    "",
  )
  await expect(detectFormat(files)).rejects.toMatchObject({ code: "format_unknown" })
  expect(new Set(opened).size).toBeLessThanOrEqual(MOST_OF_A_FOLDER)
  expect(opened.length).toBeLessThanOrEqual(30 * MOST_OF_A_FOLDER)
})

test("a folder for each file is no way round it", async () => {
  const { files, opened } = setOf(
    numbered(20_000, (i) => `${i}/a.txt`),
    "",
  )
  await expect(detectFormat(files)).rejects.toMatchObject({ code: "format_unknown" })
  expect(new Set(opened).size).toBeLessThanOrEqual(MOST_OF_AN_ENDING)
})

test("the list of classes beside very many label files is looked at, wherever its name comes, and all pictures are", async () => {
  const labels = numbered(3_000, (i) => `labels/${i}.txt`)
  const pictures = numbered(3_000, (i) => `images/${i}.jpg`)
  const { files } = setOf([...labels, ...pictures, "zz/classes.txt", "zz.txt"], "0 0.5 0.5 0.1 0.1\n")
  const names = (await sampleFiles(files).list()).map(({ name }) => name)
  expect(names).toContain("zz/classes.txt")
  expect(names).toContain("zz.txt")
  expect(names.filter((name) => name.endsWith(".jpg"))).toHaveLength(3_000)
  expect(names.filter((name) => name.startsWith("labels/"))).toHaveLength(MOST_OF_A_FOLDER)
  expect(names).toEqual([...names].sort())
  expect((await detectFormat(files)).name).toBe("yolo")
})

test("whoever shares the thread has a turn every ten thousand names", async () => {
  const { files } = setOf(
    numbered(60_000, (i) => `folder/${i}.txt`),
    "",
  )
  let pauses = 0
  const pause = async () => void pauses++
  await sampleFiles({ ...files, pause }).list()
  expect(pauses).toBeGreaterThanOrEqual(6)
})

test("a range that a reader asks for is what it gets", async () => {
  const files = sampleFiles(memoryFiles({ "a.txt": "abcdef" }))
  const parts: Uint8Array[] = []
  for await (const part of files.open("a.txt", { start: 1, end: 3 })) parts.push(part)
  expect(Buffer.concat(parts).toString()).toBe("bc")
})
