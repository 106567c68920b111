import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { temporaryFolder } from "./testing/engines.ts"
import { writeTogether } from "./writeTogether.ts"

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const file = (name: string, text: string) => ({
  path: join(folder.path, name),
  aside: join(folder.path, `${name.replaceAll("/", "-")}.part`),
  body: Buffer.from(text),
})
const names = () => readdirSync(folder.path, { recursive: true }).sort()

test.each([
  ["where the disk can be told to write", "sync"],
  ["where it cannot", "no-such-command"],
])("files lie in their places and nothing aside, %s", async (_, command) => {
  const files = Array.from({ length: 20 }, (_, i) => file(`${i % 10}/deep/${i}`, `text ${i}`))
  await writeTogether(files, command)
  for (const [i, { path }] of files.entries()) expect(readFileSync(path, "utf8")).toBe(`text ${i}`)
  expect(names()).toHaveLength(40)
})

test("where one cannot be written none is left aside, and what lay there stays", async () => {
  writeFileSync(join(folder.path, "a"), "as before")
  writeFileSync(join(folder.path, "taken.part"), "somebody's")
  const files = [file("a", "new"), file("taken", "new"), file("b", "new")]
  await expect(writeTogether(files)).rejects.toMatchObject({ code: "EEXIST" })
  expect(readFileSync(join(folder.path, "a"), "utf8")).toBe("as before")
  expect(names()).toEqual(["a"])
})

test("a place that is a folder, or below a file, fails and leaves nothing aside", async () => {
  mkdirSync(join(folder.path, "folder"))
  writeFileSync(join(folder.path, "file"), "")
  await expect(writeTogether([file("folder", "x")])).rejects.toMatchObject({ code: "EISDIR" })
  await expect(writeTogether([file("file/below", "x")])).rejects.toMatchObject({ code: /ENOTDIR|EEXIST/ })
  expect(names()).toEqual(["file", "folder"])
})

/** Writes groups of files named by their bytes' hash, for ever, and says each group that is there. */
const WRITER = `import { createHash } from "node:crypto"
import { join } from "node:path"
import { writeTogether } from ${JSON.stringify(new URL("./writeTogether.ts", import.meta.url).href)}
const root = process.argv[1]
for (let group = 0; ; group++) {
  const files = Array.from({ length: 24 }, (_, i) => {
    const body = Buffer.from(\`\${process.pid} \${group} \${i} \`.repeat(500))
    const name = createHash("sha256").update(body).digest("hex")
    return { path: join(root, name.slice(0, 1), name), aside: join(root, name + ".part"), body }
  })
  await writeTogether(files)
  process.stdout.write(files.map(({ path }) => path + "\\n").join(""))
}`

/** Runs the writer for a moment and ends it at once, whatever it does; what it said is there. */
function killedWriter(root: string, ms: number): Promise<string[]> {
  const tsx = createRequire(new URL("../../../tests/package.json", import.meta.url)).resolve("tsx")
  const child = spawn(process.execPath, ["--import", tsx, "--input-type=module", "-e", WRITER, root], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  let said = ""
  child.stdout.on("data", (text: Buffer) => {
    // The first group says that it has begun.
    if (said === "") setTimeout(() => child.kill("SIGKILL"), ms)
    said += text
  })
  return new Promise((resolve) => child.once("close", () => resolve(said.split("\n").filter((line) => line !== ""))))
}

test("a writer that is killed at any moment leaves whole files at their places, and all that it spoke of", {
  timeout: 120_000,
}, async () => {
  const told: string[] = []
  for (const ms of [3, 17, 31]) told.push(...(await killedWriter(folder.path, ms)))
  expect(told.length).toBeGreaterThanOrEqual(3 * 24)
  const all = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const whole = all.filter((entry) => !entry.name.endsWith(".part"))
  const hashOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex")
  for (const { parentPath, name } of whole) expect(hashOf(join(parentPath, name))).toBe(name)
  const there = new Set(whole.map(({ parentPath, name }) => join(parentPath, name)))
  expect(told.filter((path) => !there.has(path))).toEqual([])
})
