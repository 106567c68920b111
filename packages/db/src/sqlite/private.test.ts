import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { afterEach, expect, test } from "vitest"
import { openStorage } from "../index.ts"
import { temporaryFolder } from "../testing/engines.ts"

const folder = temporaryFolder()
afterEach(() => folder.remove())

test("a database and its log are read by this user alone, also in a folder that others read, and one that was open is closed to them", async () => {
  const data = join(folder.path, "data")
  mkdirSync(data, { mode: 0o755 })
  chmodSync(data, 0o755)
  const file = join(data, "justesse.db")
  const modes = () => readdirSync(data).map((name) => [name, (statSync(join(data, name)).mode & 0o777).toString(8)])
  const isPrivate = (all: string[][]) => all.filter(([, mode]) => mode !== "600")
  const first = await openStorage({ file })
  expect(modes().map(([name]) => name)).toContain("justesse.db-wal")
  expect(isPrivate(modes())).toEqual([])
  await first.close()
  chmodSync(file, 0o644)
  const second = await openStorage({ file })
  expect(isPrivate(modes())).toEqual([])
  await second.close()
})
