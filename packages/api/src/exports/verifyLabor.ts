import { listUnderFloor } from "@justesse/db/pay/underFloor"
import { findProjectBySlug } from "@justesse/db/projects"
import { findVersion } from "@justesse/db/versions"
import { laborMarkdown } from "@justesse/formats/companions/labor/sections"
import { parseJson } from "@justesse/formats/io/jsonParse"
import type { Sha256 } from "@justesse/types"
import { DatasetManifest } from "@justesse/types/dataset"
import { LaborLabel } from "@justesse/types/pay/labor"
import { missingToFloor } from "@justesse/work/pay/underFloor"
import type { Deps } from "../core/deps.ts"
import { factsOf } from "../versions/head.ts"
import { checkLabor, findDifferences, findLabor, type Labelled, labelledVersion } from "./labor.ts"

/** What an export says of its working conditions; null where the file is not in it. */
interface ExportedLabor {
  readonly json: string | null
  readonly markdown: string | null
  /** The manifest of a selection in the native form, which no version keeps. */
  readonly manifest: string | null
}

/** A value that an export and the studio tell differently, or a file that is not what it should be. */
export interface LaborFinding {
  readonly what: string
  readonly label: string
  readonly storage: string
}

/** Computes the labor label of an export again from the studio's storage, and says what differs. Nothing found: it holds. */
export async function verifyLabor(deps: Pick<Deps, "storage">, exported: ExportedLabor): Promise<LaborFinding[]> {
  const label = LaborLabel.safeParse(parsed(exported.json))
  if (!label.success)
    return [{ what: "labor.json", label: exported.json === null ? "missing" : "unreadable", storage: "" }]
  const { project, version, upToMs, language } = label.data
  const found = await findProjectBySlug(deps.storage.db, project)
  if (!found) return [{ what: "project", label: project, storage: "" }]
  const of = version === 0 ? selection(found, label.data, exported) : await frozen(deps, found.id, version)
  if (of === null) return [{ what: "version", label: String(version), storage: "" }]
  const books = (await checkLabor(deps, found.id)).filter((check) => check.label !== check.storage)
  const written = exported.markdown === laborMarkdown(label.data)
  const under = label.data.pay.mode === "paid" ? await listUnderFloor(deps.storage.db, found.id) : []
  return [
    ...under.map((session) => ({
      ...{ what: "floor", label: String(session.sessionId), storage: String(missingToFloor(session)) },
    })),
    ...findDifferences(label.data, await findLabor(deps, of, upToMs, language)),
    ...books.map(({ what, label: own, storage }) => ({ what, label: String(own), storage: String(storage) })),
    ...(written ? [] : [{ what: "LABOR.md", label: exported.markdown === null ? "missing" : "changed", storage: "" }]),
  ]
}

async function frozen(
  { storage }: Pick<Deps, "storage">,
  projectId: number,
  version: number,
): Promise<Labelled | null> {
  const head = await findVersion(storage.db, projectId, version)
  if (head === null) return null
  const labelled = labelledVersion(projectId, factsOf(head))
  return { ...labelled, contentSha256: head.contentSha256 as Sha256 }
}

/** A selection was frozen nowhere: who is behind its answers stands in the manifest beside it. */
function selection(
  { id: projectId, guidelineVersion }: { readonly id: number; readonly guidelineVersion: number },
  { frozenAtMs }: LaborLabel,
  { manifest }: ExportedLabor,
): Labelled {
  const beside = DatasetManifest.safeParse(parsed(manifest)).data
  return {
    ...{ projectId, version: 0, contentSha256: null, frozenAtMs, sure: null, conditions: null },
    guidelineVersion: beside?.guidelineVersion ?? guidelineVersion,
    people: beside?.people ?? [],
  }
}

function parsed(json: string | null): unknown {
  return json === null ? null : parseJson(json)?.value
}
