import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { makeFolder } from "./makeFolder.ts"

const root = mkdtempSync(join(tmpdir(), "justesse-folder-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test("makes a folder and those above it, and leaves one that is there", () => {
  const path = join(root, "a", "b", "c")
  makeFolder(path, 0o700)
  makeFolder(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
})

test("a file in its place or on the way is said", () => {
  writeFileSync(join(root, "file"), "")
  expect(() => makeFolder(join(root, "file"))).toThrow(/EEXIST/)
  expect(() => makeFolder(join(root, "file", "below"))).toThrow(/ENOTDIR/)
})

test.runIf(existsSync("/proc/self"))("it ends where no folder can be made", () => {
  expect(() => makeFolder("/proc/none/such/place")).toThrow(/ENOENT.*mkdir/)
})
