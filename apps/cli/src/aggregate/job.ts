import { Unusable } from "../arguments.ts"
import type { InputFile } from "./input.ts"
import type { Lines } from "./output.ts"
import type { Stopwatch } from "./seconds.ts"

/** What is to be aggregated. */
export interface Job {
  /** As `--kind` names it. */
  readonly kind: string
  readonly file: InputFile
  readonly gold: InputFile | null
  /** As it was typed; `auto` where nothing was. */
  readonly method: string
  readonly hasHeader: boolean
  readonly watch: Stopwatch
}

/** What came out, ready to be written. */
export interface Aggregated {
  /** The method that was used. */
  readonly method: string
  /** Why that method, for `--json`; null where it was asked for by name. */
  readonly why: object | null
  /** The same for people: sentences. */
  readonly sentences: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  /** Figures beside the counts, such as a score against gold. */
  readonly figures?: object
  writeResults(to: Lines): void
  /** For `--explain`: one JSON object a line and task, with what each vote did. */
  writeReasons(to: Lines): void
}

/** The typed method if it is one of `methods`; throws `Unusable` with the list otherwise. */
export function methodAmong<M extends string>({ kind, method: typed }: Job, methods: readonly M[]): M {
  const method = methods.find((one) => one === typed)
  if (method === undefined) throw new Unusable(`--method ${typed}: --kind ${kind} knows ${methods.join(", ")}.`)
  return method
}

/** A number with at most `digits` decimals, for files. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
