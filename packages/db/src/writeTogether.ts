import { execFile } from "node:child_process"
import { link, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { promisify } from "node:util"
import { JustesseError } from "@justesse/types"

/** A file that is to lie at `path`; until it is whole and on the disk it lies at `aside`, on the same disk. */
interface FileToWrite {
  readonly path: string
  readonly aside: string
  readonly body: Uint8Array
  /** Where the same bytes lie in a file that nobody changes in place: where the disk can, that file gets a second name. */
  readonly same?: string | null
}

const AT_ONCE = 8
/** From so many files on the whole disk is told to write once, which costs less than a flush for each. */
const MANY = 8

/**
 * Puts files in their places, all together. When it resolves, bytes and names are on the disk: they outlive a power cut. Before,
 * a file is at its place whole or not at all, whatever happens. A file that lies there already is replaced.
 *
 * Bytes are written aside and flushed, then named, then the names are flushed: for many files each flush is one of the disk
 * (`sync -f`, Linux), elsewhere one a file and folder.
 *
 * @throws JustesseError storage_full; what the system says. None of the files is left aside then
 */
export async function writeTogether(files: readonly FileToWrite[], command = "sync"): Promise<void> {
  if (files.length === 0) return
  try {
    await inLanes(files, putAside)
    await flush(
      files.map(({ aside }) => aside),
      "r+",
      command,
    )
    const folders = await makeFolders(new Set(files.map(({ path }) => dirname(path))))
    await inLanes(files, ({ aside, path }) => rename(aside, path))
    await flush([...folders], "r", command)
  } catch (error) {
    await Promise.all(files.map(({ aside }) => rm(aside, { force: true })))
    throw isFull(error) ? new JustesseError("storage_full") : error
  }
}

/** Flushes the names in a folder, where the system knows how: what was renamed there is found after a power cut. */
export async function flushNames(folder: string): Promise<void> {
  await flush([folder], "r", "")
}

async function putAside({ aside, body, same }: FileToWrite): Promise<void> {
  if (same && (await isLinked(same, aside, body))) return
  await writeFile(aside, body, { flag: "wx", mode: 0o600 })
}

/** Whether `aside` is now another name of a file that holds these very bytes; nothing is left there otherwise. */
async function isLinked(same: string, aside: string, body: Uint8Array): Promise<boolean> {
  try {
    await link(same, aside)
  } catch {
    // Another disk, or one without second names.
    return false
  }
  if ((await readFile(aside)).equals(body)) return true
  await rm(aside, { force: true })
  return false
}

/** Makes folders where they are missing; answers all whose names changed or will: they and those above a new one. */
async function makeFolders(wanted: ReadonlySet<string>): Promise<Set<string>> {
  const touched = new Set(wanted)
  for (const folder of wanted) {
    for (let at = folder; !(await isThere(at)); at = dirname(at)) touched.add(dirname(at))
    await mkdir(folder, { recursive: true, mode: 0o700 })
  }
  return touched
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

async function flush(paths: readonly string[], mode: "r" | "r+", command: string): Promise<void> {
  const [first] = paths
  if (first === undefined) return
  const whole = paths.length >= MANY && process.platform === "linux"
  if (whole && (await isDone(command, ["-f", first]))) return
  // Windows knows no flush of a folder.
  if (mode === "r" && process.platform === "win32") return
  await inLanes(paths, async (path) => {
    const file = await open(path, mode)
    try {
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

const isDone = (command: string, given: string[]) =>
  promisify(execFile)(command, given).then(
    () => true,
    () => false,
  )

/** Whether a failure of the system is a disk, or a share of one, that is full. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")
}

async function inLanes<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  let next = 0
  const lane = async () => {
    for (let one = all[next++]; one !== undefined; one = all[next++]) await act(one)
  }
  const lanes = Array.from({ length: Math.min(AT_ONCE, all.length) }, lane)
  // All of them, so that nothing is still being written when a failure is told.
  const failed = (await Promise.allSettled(lanes)).find((one) => one.status === "rejected")
  if (failed) throw failed.reason
}
