import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { vi } from "vitest"
import { freshFolder } from "../support/folders.ts"
import { BUNDLES } from "../support/places.ts"

/** What a call of the command line printed and how it ended. */
export interface Called {
  readonly code: number
  readonly out: string
  readonly error: string
}

type Run = (words: readonly string[], around: { dataDir: string; studioDir: string }) => Promise<number>

/** A folder with files of one test and the built command line, called in this process. */
export interface Shell {
  readonly folder: string
  path(name: string): string
  /** Writes a file and answers its path. */
  file(name: string, text: string | readonly string[] | Uint8Array): string
  read(name: string): string
  lines(name: string): string[]
  /** Names in the folder, temporary ones as well. */
  names(): string[]
  call(...words: readonly string[]): Promise<Called>
  /** Calls with `--json`, which must succeed or end with `code`. */
  json(code: number, ...words: readonly string[]): Promise<Record<string, unknown>>
}

/** Opens a shell in a folder of its own. */
export function openShell(name: string): Shell {
  const folder = freshFolder(name)
  const path = (file: string) => join(folder, file)
  const read = (file: string) => readFileSync(path(file), "utf8")
  const shell: Shell = {
    folder,
    path,
    file(file, text) {
      mkdirSync(dirname(path(file)), { recursive: true })
      const whole = typeof text === "string" || text instanceof Uint8Array ? text : `${text.join("\n")}\n`
      writeFileSync(path(file), whole)
      return path(file)
    },
    read,
    lines: (file) => read(file).trimEnd().split("\n"),
    names: () => readdirSync(folder).sort(),
    call: (...words) => called(words, folder),
    async json(code, ...words) {
      const done = await called([...words, "--json"], folder)
      if (done.code !== code)
        throw new Error(`justesse ${words.join(" ")} ended with ${done.code}: ${done.error}${done.out}`)
      return JSON.parse(done.out)
    },
  }
  return shell
}

async function called(words: readonly string[], folder: string): Promise<Called> {
  const { run }: { run: Run } = await import(pathToFileURL(BUNDLES.cli).href)
  const out = vi.spyOn(console, "log").mockImplementation(() => {})
  const error = vi.spyOn(console, "error").mockImplementation(() => {})
  try {
    const code = await run(words, { dataDir: join(folder, "data"), studioDir: "" })
    const said = (spy: typeof out) => spy.mock.calls.map((call) => call.join(" ")).join("\n")
    return { code, out: said(out), error: said(error) }
  } finally {
    out.mockRestore()
    error.mockRestore()
  }
}
