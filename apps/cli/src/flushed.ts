import { execFile } from "node:child_process"
import { open, opendir } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"

const FILES_AT_ONCE = 16

/**
 * Brings everything under `folder` to the disk, once it is all written: a flush for each of a hundred thousand small files
 * takes minutes. Where the system can be told to write out the disk of a folder it is told so (`sync -f`, Linux); elsewhere
 * each file is flushed, which costs little for what the system has written out meanwhile.
 */
export async function flushed(folder: string, command = "sync"): Promise<"disk" | "files"> {
  if (process.platform === "linux" && (await isDone(command, ["-f", folder]))) return "disk"
  const folders = [folder]
  const waiting: string[] = []
  for await (const entry of await opendir(folder, { recursive: true })) {
    if (entry.isFile()) waiting.push(join(entry.parentPath, entry.name))
    else if (entry.isDirectory()) folders.push(join(entry.parentPath, entry.name))
    if (waiting.length >= FILES_AT_ONCE) await Promise.all(waiting.splice(0).map((path) => flush(path, "r+")))
  }
  await Promise.all(waiting.map((path) => flush(path, "r+")))
  // Names lie in folders; Windows knows no flush of one.
  if (process.platform !== "win32") await Promise.all(folders.map((path) => flush(path, "r")))
  return "files"
}

const isDone = (command: string, given: string[]) =>
  promisify(execFile)(command, given).then(
    () => true,
    () => false,
  )

async function flush(path: string, mode: "r" | "r+"): Promise<void> {
  const file = await open(path, mode)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
