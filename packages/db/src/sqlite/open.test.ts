import { spawn, spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { pathToFileURL } from "node:url"
import Database from "better-sqlite3"
import { afterEach, beforeEach, expect, test } from "vitest"
import { temporaryFolder } from "../testing/engines.ts"
import { isHeld, markOf } from "./holder.ts"
import { lockFile, openConnection } from "./open.ts"

let folder: ReturnType<typeof temporaryFolder>
let file = ""
beforeEach(() => {
  folder = temporaryFolder()
  file = `${folder.path}/justesse.db`
})
afterEach(() => folder.remove())

test("every connection waits for the disk, also to a file that another program left at NORMAL", () => {
  const careless = new Database(file)
  careless.pragma("journal_mode = WAL")
  careless.pragma("synchronous = NORMAL")
  careless.exec("create table t (n integer)")
  careless.close()
  const db = openConnection(file, false)
  expect(db.pragma("synchronous", { simple: true })).toBe(2)
  expect(db.pragma("journal_mode", { simple: true })).toBe("wal")
  expect(db.pragma("foreign_keys", { simple: true })).toBe(1)
  db.close()
})

test("a database that cannot be WAL is refused", () => {
  expect(() => openConnection(":memory:", false)).toThrow(expect.objectContaining({ code: "storage_unsafe" }))
})

test("the reading connection cannot write", () => {
  const db = openConnection(file, true)
  expect(() => db.exec("create table t (n integer)")).toThrow(/readonly/)
  db.close()
})

test("a lock names its process and keeps a second opening of the same process out", () => {
  const lock = lockFile(file)
  expect(readFileSync(`${file}.lock`, "utf8").split("\n")).toEqual([String(process.pid), markOf(process.pid) ?? "", ""])
  expect(() => lockFile(file)).toThrow(expect.objectContaining({ code: "storage_locked" }))
  lock.release()
  expect(existsSync(`${file}.lock`)).toBe(false)
  lockFile(file).release()
})

test("a lock of another living process is respected", () => {
  writeFileSync(`${file}.lock`, `${process.ppid}\n${markOf(process.ppid)}\n`)
  expect(() => lockFile(file)).toThrow(
    expect.objectContaining({ code: "storage_locked", detail: { pid: process.ppid } }),
  )
})

// Found T20: after a crash the number was another program's, and the studio did not start.
test("a lock whose number belongs to another process by now is taken over", () => {
  writeFileSync(`${file}.lock`, `${process.ppid}\nanother start of this machine 1\n`)
  lockFile(file).release()
})

test.runIf(process.platform === "linux")(
  "a lock that says no time is held by whoever has the database open, and by nobody else",
  async () => {
    writeFileSync(file, "")
    const other = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] })
    writeFileSync(`${file}.lock`, `${other.pid}\n`)
    lockFile(file).release()
    const reader = spawn("tail", ["-f", file], { stdio: ["ignore", "ignore", "ignore"] })
    await expect.poll(() => isHeld(reader.pid ?? 0, null, file)).toBe(true)
    writeFileSync(`${file}.lock`, `${reader.pid}\n`)
    expect(() => lockFile(file)).toThrow(expect.objectContaining({ code: "storage_locked" }))
    for (const child of [other, reader]) child.kill()
  },
)

test("of many processes that find a stale lock at once, one gets it", async () => {
  const gone = spawnSync(process.execPath, ["-e", ""]).pid
  writeFileSync(`${file}.lock`, `${gone}\n`)
  const module = new URL("./open.ts", import.meta.url).href
  const script = `import { lockFile } from ${JSON.stringify(module)}
try { lockFile(${JSON.stringify(file)}); console.log("got") } catch (error) { console.log(error.code ?? String(error)) }
process.stdin.resume()`
  const tsx = createRequire(import.meta.resolve("../../../../tests/package.json")).resolve("tsx")
  const args = ["--import", pathToFileURL(tsx).href, "--input-type=module", "-e", script]
  const children = Array.from({ length: 3 }, () =>
    spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] }),
  )
  const said = await Promise.all(
    children.map(
      (child) => new Promise<string>((resolve) => child.stdout.once("data", (text) => resolve(String(text).trim()))),
    ),
  )
  for (const child of children) child.kill()
  expect(said.toSorted()).toEqual(["got", ...Array<string>(2).fill("storage_locked")])
})

test("a lock of a process that is gone is taken over", () => {
  const gone = spawnSync(process.execPath, ["-e", ""]).pid
  writeFileSync(`${file}.lock`, `${gone}\n`)
  lockFile(file).release()
})

test("a lock file without a number is taken over", () => {
  writeFileSync(`${file}.lock`, "")
  lockFile(file).release()
})
