import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { flushed } from "./flushed.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "justesse-flushed-"))
  mkdirSync(join(folder, "labels/train"), { recursive: true })
  for (let i = 0; i < 40; i++) writeFileSync(join(folder, "labels/train", `${i}.txt`), "0 0.5 0.5 1 1\n")
})
afterEach(() => rmSync(folder, { recursive: true }))

test.runIf(process.platform === "linux")("a folder is brought to the disk in one go", async () => {
  expect(await flushed(folder)).toBe("disk")
})

test("where the system cannot be told, each file and folder is flushed", async () => {
  expect(await flushed(folder, "no-such-command")).toBe("files")
})

test("what cannot be brought to the disk is no success", async () => {
  await expect(flushed(join(folder, "not-there"), "no-such-command")).rejects.toThrow("ENOENT")
})
