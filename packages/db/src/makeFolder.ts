import { existsSync, mkdirSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"

/**
 * Makes a folder and those above it. Unlike Node's recursive mkdir it ends everywhere: there, a place in which no folder can be made
 * (below `/proc`) is tried for ever.
 *
 * @throws what the system says: ENOENT (syscall mkdir) where no folder can be made, EEXIST, ENOTDIR, EACCES, ENOSPC
 */
export function makeFolder(path: string, mode = 0o777): void {
  const missing: string[] = []
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at)
  // A file of that name is said as the system says it.
  for (const one of missing.length === 0 ? [resolve(path)] : missing) makeOne(one, mode)
}

function makeOne(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    // Another program was faster.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}
