import { randomBytes } from "node:crypto"
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { makeFolder } from "@justesse/db"
import { Unusable } from "../arguments.ts"
import { entryAt } from "./input.ts"

const CHUNK = 1 << 20

/** One file being written under a temporary name beside its own. */
class Part {
  readonly path: string
  readonly aside: string
  readonly #descriptor: number
  #waiting: string[] = []
  #length = 0
  constructor(path: string) {
    this.path = path
    this.aside = `${path}.part-${randomBytes(6).toString("hex")}`
    makeFolder(dirname(path))
    this.#descriptor = openSync(this.aside, "wx")
  }
  line(text: string): void {
    this.#waiting.push(text, "\n")
    this.#length += text.length + 1
    if (this.#length >= CHUNK) this.#flush()
  }
  close(): void {
    this.#flush()
    fsyncSync(this.#descriptor)
    closeSync(this.#descriptor)
  }
  #flush(): void {
    const bytes = Buffer.from(this.#waiting.join(""), "utf8")
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at)
    this.#waiting = []
    this.#length = 0
  }
}

/** Writes lines to one file. */
export interface Lines {
  line(text: string): void
}

/** Opens a part; a place where no file can be is a call that cannot be used. */
function opened(path: string): Part {
  try {
    return new Part(path)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : ""
    if (
      ![
        "EACCES",
        "EEXIST",
        "ENOENT",
        "ENOTDIR",
        "EISDIR",
        "ENAMETOOLONG",
        "ENOSPC",
        "EROFS",
        "EPERM",
        "EINVAL",
      ].includes(code)
    )
      throw error
    throw new Unusable(`${path} cannot be written (${code}). Name a file in a folder that you may write to.`)
  }
}

/**
 * Writes files that appear whole and all together: under temporary names first, renamed when `work` has ended, removed when
 * it fails.
 */
export function writeWhole(paths: readonly string[], work: (files: readonly Lines[]) => void): void {
  const parts: Part[] = []
  try {
    for (const path of paths) parts.push(opened(path))
    work(parts)
    for (const part of parts) part.close()
    for (const part of parts) renameSync(part.aside, part.path)
  } finally {
    for (const part of parts) rmSync(part.aside, { force: true })
  }
}

/** Where a file is to go: refused where it is a folder, one of the files that are read, or the `other` one that is written. */
export function outputPath(
  typed: string,
  inputs: readonly (string | undefined)[],
  option: string,
  other?: string,
): string {
  const path = resolve(typed)
  if (inputs.some((input) => input !== undefined && resolve(input) === path))
    throw new Unusable(`${option} ${typed} is a file that is read. Name another one.`)
  if (other !== undefined && resolve(other) === path)
    throw new Unusable(`${option} ${typed} is where the answers go. Name another one.`)
  if (entryAt(path)?.isDirectory()) throw new Unusable(`${option} ${typed} is a folder. Name a file in it.`)
  return path
}
