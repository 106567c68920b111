import type { MeasurementLevel } from "@justesse/quality/agreement/figures"
import type { InputFile } from "../aggregate/input.ts"
import type { Stopwatch } from "../aggregate/seconds.ts"

/** What agreement is asked of. */
export interface Asked {
  readonly file: InputFile
  readonly hasHeader: boolean
  /** As it was typed; null where nothing was. */
  readonly level: MeasurementLevel | null
  readonly order: readonly string[] | undefined
  readonly watch: Stopwatch
  /** The name of what is compared, as the list of kinds has it; null where labels alone say it. */
  readonly kind: string | null
}
