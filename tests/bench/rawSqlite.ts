import { execFileSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"

/** What the reference printed, one object a line. */
export type RawLine = Readonly<Record<string, unknown>>

/** The reference without HTTP (`raw-sqlite.mjs`), run with our better-sqlite3; null where the shared folder is not there. */
export function rawSqlite(): ((args: readonly string[]) => RawLine[]) | null {
  const source = join(process.env["JUSTESSE_SHARED"] || join(import.meta.dirname, "../../../shared"), "bench/backend")
  if (!existsSync(join(source, "raw-sqlite.mjs"))) return null
  // Copied beside our packages, from where it finds better-sqlite3; not a line of it is changed.
  const copy = join(import.meta.dirname, "../dist/raw-sqlite")
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  cpSync(source, copy, { recursive: true })
  return (args) =>
    execFileSync(process.execPath, [join(copy, "raw-sqlite.mjs"), ...args], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
}

/** A number list of a reference line, such as `[p50, p95, p99]`. */
export function numbers(line: RawLine | undefined, name: string): number[] {
  const found = line?.[name]
  return Array.isArray(found) ? found.map(Number) : []
}
