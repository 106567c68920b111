import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import Database from "better-sqlite3"
import { afterEach, beforeEach, expect, test } from "vitest"
import { temporaryFolder } from "../../../../tests/engines/engines.ts"
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
  expect(readFileSync(`${file}.lock`, "utf8").trim()).toBe(String(process.pid))
  expect(() => lockFile(file)).toThrow(expect.objectContaining({ code: "storage_locked" }))
  lock.release()
  expect(existsSync(`${file}.lock`)).toBe(false)
  lockFile(file).release()
})

test("a lock of another living process is respected", () => {
  writeFileSync(`${file}.lock`, `${process.ppid}\n`)
  expect(() => lockFile(file)).toThrow(
    expect.objectContaining({ code: "storage_locked", detail: { pid: process.ppid } }),
  )
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
