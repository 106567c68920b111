import type { Unusable } from "../arguments.ts"
import { type InputFile, lineAt, wrongLine } from "./input.ts"

/** A value that is no JSON ends at this place. */
class Broken extends Error {
  readonly at: number
  constructor(at: number) {
    super("not JSON")
    this.at = at
  }
}

const SPACE = /[ \t\r\n]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/** The end of what `pattern` finds at `at`, or -1. */
function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : -1
}

/** The end of a string in quotes that begins at `from`, or -1. */
function endOfString(text: string, from: number): number {
  if (text[from] !== '"') return -1
  for (let at = from + 1; at >= 0 && at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code === 34) return at + 1
    if (code < 32) return -1
    at = code === 92 ? match(ESCAPE, text, at) : at + 1
  }
  return -1
}

const skipSpace = (text: string, at: number) => Math.max(at, match(SPACE, text, at))

/** Steps through one value from `at`; `visit` hears where each member begins. Answers where the value ends. */
function skipValue(text: string, at: number, visit?: (key: string | number, from: number) => void): number {
  const open = text[at]
  if (open !== "{" && open !== "[") {
    const end = Math.max(endOfString(text, at), match(SCALAR, text, at))
    if (end < 0) throw new Broken(at)
    return end
  }
  const close = open === "{" ? "}" : "]"
  let next = skipSpace(text, at + 1)
  if (text[next] === close) return next + 1
  for (let index = 0; ; index++) {
    let key: string | number = index
    if (open === "{") {
      const end = endOfString(text, next)
      if (end < 0) throw new Broken(next)
      key = String(JSON.parse(text.slice(next, end)))
      next = skipSpace(text, end)
      if (text[next] !== ":") throw new Broken(next)
      next = skipSpace(text, next + 1)
    }
    visit?.(key, next)
    next = skipSpace(text, skipValue(text, next))
    if (text[next] === close) return next + 1
    if (text[next] !== ",") throw new Broken(next)
    next = skipSpace(text, next + 1)
  }
}

/** The line of a member of a JSON text, named by keys and positions; of its nearest parent where it is missing. */
export function lineOfMember(text: string, path: readonly (string | number)[]): number {
  let at = skipSpace(text, 0)
  for (const key of path) {
    let found = -1
    if (text[at] === "{" || text[at] === "[") skipValue(text, at, (name, from) => (found = name === key ? from : found))
    if (found < 0) break
    at = found
  }
  return lineAt(text, at)
}

/** Parses a file that is one JSON value; throws `Unusable` with file and line where it is none. */
export function parseJson(file: InputFile): unknown {
  try {
    return JSON.parse(file.text)
  } catch {
    throw notJson(file, file.text, 1)
  }
}

/** Parses one line of a file of JSON lines. */
export function parseJsonLine(file: InputFile, text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notJson(file, text, line)
  }
}

function notJson(file: InputFile, text: string, firstLine: number): Unusable {
  const at = brokenAt(text)
  const near = text.slice(at, at + 20).split("\n")[0]
  const line = firstLine + lineAt(text, at) - 1
  if (at >= text.trimEnd().length)
    return wrongLine(file, line, "the JSON ends too early", "Is the file cut off? Write it again")
  return wrongLine(file, line, `this is not JSON at "${near}"`, "Correct it there or write the file again")
}

function brokenAt(text: string): number {
  try {
    return skipSpace(text, skipValue(text, skipSpace(text, 0)))
  } catch (error) {
    // A very deep value may be too much for the walk: then the beginning is all that can be said.
    return error instanceof Broken ? error.at : 0
  }
}
