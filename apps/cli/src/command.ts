import type { Arguments, Options } from "./arguments.ts"

/** Where commands run: folders that the caller knows. */
export interface Surroundings {
  readonly dataDir: string
  readonly studioDir: string
}

/** What a command answers. `code` 0 done, 1 finished and the answer is "no", 2 the call or input is unusable. */
export interface Outcome {
  readonly code: 0 | 1 | 2
  /** For `--json`: one object on standard output. */
  readonly json: Record<string, unknown>
  /** For people, otherwise. */
  readonly text: string
}

export interface Command {
  readonly usage: string
  readonly about: string
  /** More lines for its own help. */
  readonly details?: readonly string[]
  /** Which page does the same. */
  readonly page?: string
  readonly options: Options
  run(args: Arguments, around: Surroundings): Promise<Outcome>
}

/** Options that every command knows. */
export const WITHOUT_STUDIO: Options = {
  help: { type: "boolean", help: "this help" },
  json: { type: "boolean", help: "print one JSON object" },
}

/** Options of commands that work on a studio's data. */
export const COMMON: Options = {
  ...WITHOUT_STUDIO,
  data: { type: "string", value: "DIR", help: "data folder (default: ./data, or JUSTESSE_DATA)" },
  "database-url": { type: "string", value: "URL", help: "PostgreSQL instead of the SQLite file of the data folder" },
}

export function done(json: Record<string, unknown>, text: string, code: 0 | 1 = 0): Outcome {
  return { code, json, text }
}
