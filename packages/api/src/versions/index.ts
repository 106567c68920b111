import { findAssetStatuses } from "@justesse/db/assets/list"
import { findOntology } from "@justesse/db/labels"
import type { ProjectAccess } from "@justesse/db/projects"
import { countTasksByState, sumActiveMs } from "@justesse/db/projects/overview"
import {
  countAnswersChangedSince,
  type FrozenVersion,
  listItems,
  readVersions,
  setVersionNote,
} from "@justesse/db/versions"
import { formatsFor } from "@justesse/formats/exportOrder/index"
import { EMPTY_BODY, JustesseError, Sha256 } from "@justesse/types"
import type {
  ExportFormat,
  VersionList,
  VersionNote,
  VersionPictures,
  VersionPicturesInput,
  VersionRow,
  VersionShown,
} from "@justesse/types/wire/dataset"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import { tilesOf } from "../assets/tiles.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { exportsOf } from "../exports/index.ts"
import { namerWith } from "../people/names.ts"
import { requireActive, requireThere } from "../projects/guard.ts"
import { allStates } from "../projects/index.ts"
import { freezingOf } from "./freeze.ts"
import { factsOf, headOf } from "./head.ts"
import { answerIn } from "./records.ts"

export async function listVersions(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
): Promise<VersionList> {
  requireThere(project)
  const heads = await readVersions(deps.storage.db, project.id)
  const name = await namerWith(
    deps,
    project,
    who.personId,
    heads.map((head) => head.frozenBy),
  )
  const counts = allStates(await countTasksByState(deps.storage.db, project.id))
  const since = heads[0]?.frozenAtMs ?? 0
  return {
    versions: heads.map((head) => rowOf(head, name(head.frozenBy))),
    ready: {
      pictures: counts.settled,
      notInIt: { ...counts, settled: 0 },
      changedSince: await countAnswersChangedSince(deps.storage.db, project.id, since),
    },
    freezing: await freezingOf(deps, project.id),
    format: await firstFormat(deps, project),
    split: newestParts(heads),
  }
}

/** The format that is offered first for the answers of a project, by its kind and labels. */
async function firstFormat(deps: Pick<Deps, "storage">, project: ProjectAccess): Promise<ExportFormat> {
  const { id, kind, ontologyVersion, settings } = project
  const stored = await findOntology(deps.storage.db, id, ontologyVersion)
  const [first = "justesse"] = await formatsFor({ kind, ontology: stored?.ontology, shapes: settings.shapes })
  return first
}

/** Changes what is said of a version; what is sealed stays as it is. @throws JustesseError not_found | project_archived */
export async function noteVersion(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { version, note: text }: z.infer<typeof VersionNote>,
): Promise<void> {
  requireActive(project)
  await inTransaction(deps, async (inside) => {
    if (!(await setVersionNote(inside.storage.db, project.id, version, text)))
      throw new JustesseError("not_found", { version })
    await note(inside, project.id, who, { what: "version.noted", detail: { version } })
  })
}

function newestParts(heads: readonly FrozenVersion[]): VersionList["split"] {
  for (const head of heads) {
    const { split } = factsOf(head).manifest
    if (split) return { version: head.version, rule: split.rule }
  }
  return null
}

function rowOf(head: FrozenVersion, by: string): z.infer<typeof VersionRow> {
  return {
    version: head.version,
    frozenAtMs: head.frozenAtMs,
    by,
    pictures: head.pictures,
    regions: head.regions,
    labels: head.labels,
    nothingHere: head.nothingHere,
    sha256: Sha256.parse(head.contentSha256),
    note: head.note,
  }
}

export async function getVersion(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  version: number,
): Promise<VersionShown> {
  requireThere(project)
  const head = await headOf(deps, project.id, version)
  const { manifest, byLabel, against, pictureBytes, sure } = factsOf(head)
  const name = await namerWith(deps, project, who.personId, [head.frozenBy])
  const activeMs = await sumActiveMs(deps.storage.db, project.id, head.frozenAtMs)
  return {
    row: rowOf(head, name(head.frozenBy)),
    ...{ manifest, byLabel, against, pictureBytes, sure },
    exports: await exportsOf(deps, project.id, version),
    activeHours: activeMs / 3_600_000,
    others: (await readVersions(deps.storage.db, project.id))
      .map((one) => one.version)
      .filter((one) => one !== version),
  }
}

/** Pictures of a version with their answers as they were frozen. */
export async function versionPictures(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  input: z.infer<typeof VersionPicturesInput>,
): Promise<z.infer<typeof VersionPictures>> {
  requireThere(project)
  await headOf(deps, project.id, input.version)
  const after = input.cursor === null ? 0 : Number.parseInt(input.cursor, 10) || 0
  const items = await listItems(deps.storage.db, project.id, input.version, after, input.limit)
  const statuses = await findAssetStatuses(
    deps.storage.db,
    project.id,
    items.map((item) => item.asset.id),
    deps.nowMs(),
  )
  const frozen = new Map(items.map((item) => [item.asset.id, item]))
  const shown = statuses.map((status) => {
    const item = frozen.get(status.id)
    const body = item ? answerIn(item.body) : EMPTY_BODY
    return {
      ...status,
      answer: item ? JSON.stringify(body) : null,
      regions: body.regions.length,
      nothingHere: body.nothingHere,
      state: "settled" as const,
      differences: 0,
    }
  })
  const last = items.at(-1)
  return {
    tiles: await tilesOf(deps, project, shown),
    next: last && items.length === input.limit ? String(last.asset.id) : null,
  }
}
