import { parseArgs } from "node:util"

/** How the command line is called from a checkout. */
export const CALLED = "npm run -s justesse --"

/** An option of a command, as its help says it. */
interface Option {
  readonly type: "string" | "boolean"
  readonly help: string
  /** What stands for the value in the help. */
  readonly value?: string
}

export type Options = Readonly<Record<string, Option>>

/** What a person typed, checked against a command's options. */
export interface Arguments {
  readonly positionals: readonly string[]
  text(name: string): string | undefined
  flag(name: string): boolean
}

/** A call that cannot be used: one sentence, exit code 2. */
export class Unusable extends Error {
  override readonly name = "Unusable"
}

/** Parses what was typed; throws {@link Unusable} with one sentence that names the wrong word. */
export function parseFor(command: string, options: Options, words: readonly string[]): Arguments {
  try {
    const config = Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]))
    const { values, positionals } = parseArgs({
      args: [...words],
      options: config,
      allowPositionals: true,
      strict: true,
    })
    return {
      positionals,
      text: (name) => {
        const value = values[name]
        return typeof value === "string" ? value : undefined
      },
      flag: (name) => values[name] === true,
    }
  } catch (error) {
    const message = error instanceof Error ? error.message.split(". ")[0] : String(error)
    throw new Unusable(`${message}. See \`${CALLED} ${command} --help\`.`)
  }
}

/** A path as one word of the shell. */
export function shellWord(path: string): string {
  if (/^[\w./@%+,:-]+$/.test(path)) return path
  return process.platform === "win32" ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`
}
