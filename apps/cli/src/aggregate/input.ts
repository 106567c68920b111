import { readFileSync, type Stats, statSync } from "node:fs"
import { Unusable } from "../arguments.ts"

/** A file that was read: its name as it was typed, for messages, and its whole text. */
export interface InputFile {
  readonly name: string
  readonly text: string
}

/** What a file says may hold line ends, and pages of text. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/gu, " ")
  return line.length > MOST_SAID ? `${line.slice(0, MOST_SAID - 1)}…` : line
}

const MOST_SAID = 200
/** What one text in memory can hold. */
const MOST_BYTES = 500_000_000

/** A line that cannot be used: where, what is wrong, and what would fix it. */
export function wrongLine(file: Pick<InputFile, "name">, line: number, what: string, fix: string): Unusable {
  return new Unusable(`${file.name}:${line}: ${oneLine(what)}. ${fix}.`)
}

/** Reads a UTF-8 file (a mark at its start is left out); throws {@link Unusable} with file and line where it is none. */
export function readInput(path: string): InputFile {
  const { size } = existing(path)
  if (size > MOST_BYTES)
    throw new Unusable(`${path}: ${Math.round(size / 1e6)} MB are more than one run can hold. Split the file by task.`)
  const bytes = bytesOf(path)
  const text = decoded(bytes)
  if (text === null) throw wrongLine({ name: path }, badLine(bytes), "this is not UTF-8 text", "Save the file as UTF-8")
  const zero = text.indexOf("\0")
  if (zero >= 0)
    throw wrongLine({ name: path }, lineAt(text, zero), "there is a NUL character", "Save the file as UTF-8 text")
  return { name: path, text }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : ""
    if (code !== "EACCES" && code !== "EPERM") throw error
    throw new Unusable(`${path} cannot be read (${code}). Name a file that you may read.`)
  }
}

/** The line, from 1, of a position in a text. */
export function lineAt(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf("\n"); at >= 0 && at < position; at = text.indexOf("\n", at + 1)) line++
  return line
}

/** What stands at a path, or null; also where a file stands in place of one of its folders. */
export function entryAt(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return null
    throw error
  }
}

function existing(path: string) {
  const found = entryAt(path)
  if (!found) throw new Unusable(`There is nothing at ${path}.`)
  if (found.isDirectory()) throw new Unusable(`${path} is a folder; name one file.`)
  return found
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function badLine(bytes: Buffer): number {
  for (let line = 1, at = 0; ; line++) {
    const end = bytes.indexOf(10, at)
    if (decoded(bytes.subarray(at, end < 0 ? bytes.length : end)) === null || end < 0) return line
    at = end + 1
  }
}
