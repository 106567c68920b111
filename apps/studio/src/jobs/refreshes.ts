import type { AppRouter } from "@justesse/api"
import type { JobChanges, JobKindName } from "@justesse/types/wire/jobs"

type Procedures = AppRouter["_def"]["record"]

/** A topic of the wire, or one procedure of it: what is read again. */
export type Path = {
  [T in keyof Procedures & string]: T | `${T}.${keyof Procedures[T] & string}`
}[keyof Procedures & string]

/** What pages know that a kind of job makes old: where it is shown going on, and what is another thing once it has ended. */
interface Refreshed {
  readonly shown: readonly Path[]
  readonly ended: readonly Path[]
}

const IMPORTED = ["imports", "asset", "ontology", "models", "gold", "project"] as const
const SHOWN_IMPORT = ["imports.list", "imports.get"] as const
const SHOWN_MODELS = ["models.list", "models.scores"] as const

/** Told once, for every page: which reading follows which kind of job. */
const REFRESHED: Readonly<Record<JobKindName, Refreshed>> = {
  import: { shown: SHOWN_IMPORT, ended: IMPORTED },
  look: { shown: SHOWN_IMPORT, ended: ["imports"] },
  undo_import: { shown: SHOWN_IMPORT, ended: IMPORTED },
  predictions: { shown: SHOWN_MODELS, ended: ["models", "asset"] },
  propose: { shown: ["models.servers"], ended: ["models", "asset"] },
  export: { shown: ["dataset.get"], ended: ["dataset.get"] },
  freeze: { shown: ["dataset.list"], ended: ["dataset", "models", "project"] },
  backup: { shown: ["admin.health"], ended: ["admin.health"] },
  quality: { shown: ["quality.page"], ended: ["quality", "models"] },
  scores: { shown: SHOWN_MODELS, ended: ["models"] },
  suspects: { shown: [], ended: ["models", "asset"] },
  order: { shown: [], ended: ["models", "asset"] },
  gold: { shown: [], ended: ["gold", "asset"] },
  settings: { shown: [], ended: ["project"] },
  act: { shown: ["asset.longActs"], ended: ["asset", "project"] },
  tiles: { shown: [], ended: ["asset"] },
  undo_act: { shown: ["asset.longActs"], ended: ["asset", "project"] },
}

const LIVE: readonly string[] = ["queued", "running"]

/** Without what a topic among them already holds. */
function withoutParts(paths: Iterable<Path>): Path[] {
  const wanted = new Set<string>(paths)
  return [...new Set(paths)].filter((path) => !path.includes(".") || !wanted.has(path.split(".")[0] ?? ""))
}

/** Where jobs are shown going on: what a page that has just been read may have read a moment too early. */
export const SHOWN: readonly Path[] = withoutParts(Object.values(REFRESHED).flatMap(({ shown }) => shown))

/** All that any job makes old. */
export const ALL: readonly Path[] = withoutParts(
  Object.values(REFRESHED).flatMap(({ shown, ended }) => [...shown, ...ended]),
)

/** What is to be read again after such changes. */
export function pathsAfter({ changed }: Pick<JobChanges, "changed">): readonly Path[] {
  return withoutParts(changed.flatMap(({ kind, state }) => REFRESHED[kind][LIVE.includes(state) ? "shown" : "ended"]))
}
