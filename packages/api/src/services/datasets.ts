import { assetList } from "@justesse/db/repositories/assetList"
import { ontologies } from "@justesse/db/repositories/ontologies"
import { overviewFigures } from "@justesse/db/repositories/overview"
import type { ProjectAccess } from "@justesse/db/repositories/projects"
import { type FrozenVersion, type VersionItem, versions } from "@justesse/db/repositories/versions"
import {
  AnnotationBody,
  canonicalJson,
  type DatasetManifest,
  JustesseError,
  type Ontology,
  RegionProvenance,
  Sha256,
} from "@justesse/types"
import type {
  VersionList,
  VersionPictures,
  VersionPicturesInput,
  VersionRow,
  VersionShown,
} from "@justesse/types/wire/dataset"
import type { z } from "zod"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { note } from "./activity.ts"
import { tilesOf } from "./assetsTiles.ts"
import { compareVersions } from "./datasetsCompare.ts"
import { type Facts, factsOf, headOf } from "./datasetsHead.ts"
import { itemsOf, recordOf } from "./datasetsRecords.ts"
import { exportsOf } from "./exports.ts"
import { namerWith } from "./peopleNames.ts"
import { allStates } from "./projects.ts"
import { requireActive, requireThere } from "./projectsGuard.ts"

export { exportRecords } from "./datasetsRecords.ts"

type Freezing = Pick<Deps, "storage" | "nowMs" | "sha256">

/** A project as freezing needs it: the router's access, or a project that a command found. */
export type Freezable = Pick<ProjectAccess, "id" | "slug" | "name" | "state" | "ontologyVersion" | "guidelineVersion">

export async function listVersions(
  deps: Pick<Deps, "storage">,
  project: ProjectAccess,
  who: Who,
): Promise<z.infer<typeof VersionList>> {
  requireThere(project)
  const heads = await versions(deps.storage.db).list(project.id)
  const name = await namerWith(
    deps,
    project,
    who.personId,
    heads.map((head) => head.frozenBy),
  )
  const counts = allStates(await overviewFigures(deps.storage.db).counts(project.id))
  const since = heads[0]?.frozenAtMs ?? 0
  return {
    versions: heads.map((head) => rowOf(head, name(head.frozenBy))),
    ready: {
      pictures: counts.settled,
      notInIt: { ...counts, settled: 0 },
      changedSince: await versions(deps.storage.db).changedSince(project.id, since),
    },
  }
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

/**
 * Freezes what is settled at this moment as the next version: one consistent set, whatever goes on meanwhile. The content
 * hash is SHA-256 over the hashes of the canonical records in order of picture, a line each, so that two versions with the
 * same hash hold the same pictures with the same answers.
 * @throws JustesseError nothing_settled | project_archived | conflict when another process was started meanwhile
 */
export async function freeze(
  deps: Freezing,
  project: Freezable,
  who: Pick<Who, "personId">,
  text: string,
): Promise<{ version: number; sha256: z.infer<typeof Sha256> }> {
  requireActive(project)
  const repository = versions(deps.storage.db)
  const counts = await overviewFigures(deps.storage.db).counts(project.id)
  if ((counts["settled"] ?? 0) === 0) throw new JustesseError("nothing_settled", { project: project.slug })
  const inForce = await ontologies(deps.storage.db).find(project.id, project.ontologyVersion)
  const ontology = inForce?.ontology ?? { labels: [] }
  const taken = await repository.snapshot(project.id)
  if (taken.pictures === 0) throw new JustesseError("nothing_settled", { project: project.slug })
  await pseudonymise(deps, project.id, taken.version)
  const count = await countItems(deps, project.id, taken.version, ontology)
  const before = await repository.before(project.id, taken.version)
  const frozenAtMs = deps.nowMs()
  const manifest: DatasetManifest = {
    justesse: 1,
    project: project.slug,
    version: taken.version,
    frozenAtMs,
    contentSha256: count.sha256,
    ontologyVersion: project.ontologyVersion,
    guidelineVersion: project.guidelineVersion,
    ontology,
    counts: {
      pictures: taken.pictures,
      regions: count.regions,
      nothingHere: count.nothingHere,
      notInIt: { ...allStates(taken.byState), settled: 0 },
    },
    people: count.people,
  }
  const facts: Facts = {
    manifest,
    byLabel: count.byLabel,
    against: before ? await compareVersions(deps, project.id, taken.version, before.version) : null,
  }
  const isSealed = await repository.seal(project.id, {
    version: taken.version,
    frozenAtMs,
    frozenBy: who.personId,
    note: text,
    contentSha256: count.sha256,
    facts: JSON.stringify(facts),
    pictures: taken.pictures,
    regions: count.regions,
    labels: ontology.labels.filter((label) => !label.retired).length,
    nothingHere: count.nothingHere,
  })
  if (!isSealed) throw new JustesseError("conflict", { version: taken.version })
  await note(deps, project.id, who, {
    what: "version.frozen",
    detail: { version: taken.version, pictures: taken.pictures },
  })
  return { version: taken.version, sha256: count.sha256 }
}

/** How a submission stands in a frozen provenance: its author's pseudonym, a slash, its id. */
function credited(submission: string, pseudonyms: ReadonlyMap<string, string>): string {
  const pseudonym = pseudonyms.get(submission)
  return pseudonym === undefined ? submission : `${pseudonym}/${submission}`
}

/** Puts pseudonyms into what a version says of its regions (I10), page by page. */
async function pseudonymise(deps: Freezing, projectId: number, version: number): Promise<void> {
  const repository = versions(deps.storage.db)
  const flush = async (page: readonly VersionItem[]) => {
    const parsed = page.map((item) => ({
      assetId: item.asset.id,
      provenance: RegionProvenance.array().parse(JSON.parse(item.provenance)),
    }))
    const ids = [...new Set(parsed.flatMap((item) => item.provenance.flatMap((one) => one.submissions)))]
    if (ids.length === 0) return
    const pseudonyms = await repository.pseudonyms(projectId, ids)
    const rows = parsed
      .filter((item) => item.provenance.some((one) => one.submissions.length > 0))
      .map(({ assetId, provenance }) => ({
        assetId,
        provenance: canonicalJson(
          provenance.map((one) => ({ ...one, submissions: one.submissions.map((id) => credited(id, pseudonyms)) })),
        ),
      }))
    await repository.setProvenance(projectId, version, rows)
  }
  let page: VersionItem[] = []
  for await (const item of itemsOf(deps, projectId, version)) {
    page.push(item)
    if (page.length < 100) continue
    await flush(page)
    page = []
  }
  await flush(page)
}

interface Counted {
  readonly sha256: z.infer<typeof Sha256>
  readonly regions: number
  readonly nothingHere: number
  readonly byLabel: Facts["byLabel"]
  readonly people: DatasetManifest["people"]
}

async function countItems(deps: Freezing, projectId: number, version: number, ontology: Ontology): Promise<Counted> {
  const hashes: string[] = []
  const byLabel = new Map<string, { regions: number; pictures: number }>()
  for (const label of ontology.labels) byLabel.set(label.id, { regions: 0, pictures: 0 })
  let regions = 0
  let nothingHere = 0
  for await (const item of itemsOf(deps, projectId, version)) {
    const record = recordOf(item)
    hashes.push(deps.sha256(canonicalJson(record)))
    const body = record.body ?? { regions: [], nothingHere: false }
    regions += body.regions.length
    if (body.nothingHere) nothingHere++
    const seen = new Set<string>()
    for (const { label } of body.regions) {
      const row = byLabel.get(label) ?? { regions: 0, pictures: 0 }
      byLabel.set(label, { regions: row.regions + 1, pictures: row.pictures + (seen.has(label) ? 0 : 1) })
      seen.add(label)
    }
  }
  return {
    sha256: Sha256.parse(deps.sha256(`${hashes.join("\n")}\n`)),
    regions,
    nothingHere,
    byLabel: [...byLabel].map(([label, row]) => ({ label, ...row })).filter((row) => row.regions > 0),
    people: await versions(deps.storage.db).answersBehind(projectId, version),
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
  const facts = factsOf(head)
  const name = await namerWith(deps, project, who.personId, [head.frozenBy])
  const activeMs = await overviewFigures(deps.storage.db).activeMs(project.id, head.frozenAtMs)
  return {
    row: rowOf(head, name(head.frozenBy)),
    ...facts,
    exports: await exportsOf(deps, project.id, version),
    activeHours: activeMs / 3_600_000,
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
  const items = await versions(deps.storage.db).items(project.id, input.version, after, input.limit)
  const standings = await assetList(deps.storage.db).some(
    project.id,
    items.map((item) => item.asset.id),
    deps.nowMs(),
  )
  const frozen = new Map(items.map((item) => [item.asset.id, item]))
  const shown = standings.map((standing) => {
    const item = frozen.get(standing.id)
    const body = AnnotationBody.parse(JSON.parse(item?.body ?? '{"regions":[],"nothingHere":false}'))
    return {
      ...standing,
      answer: item?.body ?? null,
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
