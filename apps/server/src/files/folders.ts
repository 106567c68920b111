import { createReadStream, createWriteStream } from "node:fs"
import { lstat, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { flushNames, isFull, writeTogether } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import { type PageDrawer, withPages } from "./pagedSet.ts"
import { filesAt, filesUnder, hasFiles } from "./sets.ts"
import { diskSpool } from "./spool.ts"

interface Range {
  readonly start: number
  readonly end: number
}

/** A path below `root`, or name_unsafe: no `..`, no absolute path, no drive, no NUL. */
export function below(root: string, name: string): string {
  const parts = name.replaceAll("\\", "/").split("/")
  const unsafe =
    name === "" ||
    name.includes("\0") ||
    /^([A-Za-z]:|\/)/.test(name) ||
    parts.some((part) => part === ".." || part === "." || part === "")
  if (unsafe) throw new JustesseError("name_unsafe", { name: name.slice(0, 120) })
  return join(root, ...parts)
}

/** Bytes of a file; `end` is included. */
function readFrom(path: string, range?: Range): AsyncIterable<Uint8Array> {
  return createReadStream(path, range ? { start: range.start, end: range.end } : {})
}

/** A name aside that nothing else has; what a stopped program leaves under one is found by {@link ASIDE}. */
const asideOf = (path: string) => `${path}.part-${process.pid}-${Math.random().toString(36).slice(2)}`

/**
 * Writes under a temporary name, flushes, renames, flushes the name: a file under its final name is whole, and there after a power
 * cut. Returns its size in bytes.
 */
export async function writeWhole(
  path: string,
  body: AsyncIterable<Uint8Array>,
  temporary = asideOf(path),
): Promise<number> {
  await mkdir(dirname(path), { recursive: true })
  try {
    await pipeline(Readable.from(body, { objectMode: false }), createWriteStream(temporary, { mode: 0o600 }))
    await flushed(temporary)
    await rename(temporary, path)
    await flushNames(dirname(path))
    return (await stat(path)).size
  } catch (error) {
    await rm(temporary, { force: true })
    throw isFull(error) ? new JustesseError("storage_full") : error
  }
}

async function flushed(path: string): Promise<void> {
  const handle = await open(path, "r+")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What {@link writeWhole} writes aside: a stopped program leaves it behind. */
const ASIDE = /\.part-\d+-\w+$/
/** Uploads that go on where they were; their road sweeps them. */
const RESUMABLE = ".tus"

/** When anything in a folder was changed last, in milliseconds. */
async function changedAtMs(folder: string): Promise<number> {
  const inside = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const all = [folder, ...inside.map((entry) => join(entry.parentPath, entry.name))]
  const times = await Promise.all(
    all.map((path) =>
      lstat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  )
  return times.reduce((latest, ms) => Math.max(latest, ms), 0)
}

/** Where uploads lie until their import takes them: `<root>/<project>/<batch>/<path>`. Documents stand for their pages. */
export function uploadFolder(root: string, drawer: PageDrawer) {
  const paged = async (path: string, signal?: AbortSignal) =>
    withPages(await filesAt(path), drawer, join(root, ".pages"), signal)
  const folder = (project: string, batch: string) => below(root, `${project}/${batch}`)
  return {
    has: (project: string, batch: string) => hasFiles(folder(project, batch)),
    /** @throws JustesseError not_found (detail: batch) when nothing was uploaded under it */
    async files(project: string, batch: string, signal?: AbortSignal) {
      const path = folder(project, batch)
      if (!(await stat(path).catch(() => null))) throw new JustesseError("not_found", { batch })
      const files = await paged(path, signal)
      // Asked for again and again, and the same each time: the set does not change.
      const list = (await files.list()).filter(({ name }) => !ASIDE.test(name))
      await files.pause?.()
      return { ...files, list: async () => list }
    },
    at: (path: string, signal?: AbortSignal) => paged(resolve(path), signal),
    hasAt: (path: string) => hasFiles(resolve(path)),
    async factsOf(path: string) {
      const { size, mtimeMs } = await stat(path)
      return { path, bytes: size, modifiedMs: Math.floor(mtimeMs) }
    },
    remove: (project: string, batch: string) => rm(folder(project, batch), { recursive: true, force: true }),
    write: (project: string, batch: string, name: string, body: AsyncIterable<Uint8Array>) =>
      writeWhole(below(folder(project, batch), name), body),
    /** Writes several files together, which costs much less than one by one: all are on the disk when it resolves, or none is said to be. */
    async writeAll(project: string, batch: string, files: readonly { name: string; body: Uint8Array }[]) {
      const root = folder(project, batch)
      const aside = () => asideOf(join(root, "group"))
      const named = files.map(({ name, body }) => ({ path: below(root, name), aside: aside(), body }))
      await mkdir(root, { recursive: true })
      await writeTogether(named)
    },
    /** Where a file of a batch would lie. @throws JustesseError name_unsafe */
    target: (project: string, batch: string, name: string) => below(folder(project, batch), name),
    /** Moves a whole file from `path` to its place in a batch. */
    async adopt(project: string, batch: string, name: string, path: string) {
      const target = below(folder(project, batch), name)
      await mkdir(dirname(target), { recursive: true })
      await flushed(path)
      await rename(path, target)
      await flushNames(dirname(target))
      await rm(`${path}.json`, { force: true })
    },
    /** Names and lengths of what has arrived whole of a batch, so that whoever resumes sends the rest. */
    arrived: async (project: string, batch: string) =>
      (await filesUnder(folder(project, batch))).filter(({ name }) => !ASIDE.test(name)),
    /** Removes batches in which nothing has changed since `beforeMs`, but for `kept` (`<project>/<batch>`). How many. */
    async removeStale(beforeMs: number, kept: ReadonlySet<string>): Promise<number> {
      let removed = 0
      for (const project of await readdir(root).catch(() => [])) {
        if (project === RESUMABLE) continue
        for (const batch of await readdir(join(root, project)).catch(() => [])) {
          const path = join(root, project, batch)
          if (kept.has(`${project}/${batch}`) || (await changedAtMs(path)) >= beforeMs) continue
          await rm(path, { recursive: true, force: true })
          removed++
        }
      }
      return removed
    },
  }
}

/** Files made for people to take away. What a thread had written when it was ended is removed with the name it would have had. */
export function outboxFolder(root: string) {
  const part = (name: string) => `${below(root, name)}.part`
  const spooled = (name: string) => `${below(root, name)}.spool`
  return {
    write: (name: string, body: AsyncIterable<Uint8Array>) => writeWhole(below(root, name), body, part(name)),
    open: (name: string, range?: Range) => readFrom(below(root, name), range),
    size: (name: string) =>
      stat(below(root, name)).then(
        (s) => s.size,
        () => null,
      ),
    remove: async (name: string) => {
      await rm(below(root, name), { force: true })
      await rm(part(name), { force: true })
      await rm(spooled(name), { force: true })
    },
    spool: (name: string) => diskSpool(spooled(name)),
  }
}
