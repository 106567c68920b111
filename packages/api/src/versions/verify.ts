import { createHash } from "node:crypto"
import {
  type FrozenVersion,
  findVersion,
  listLost,
  listVersionsEverywhere,
  type VersionItem,
} from "@justesse/db/versions"
import { type AnnotationBody, canonicalJson } from "@justesse/types"
import type { Deps } from "../core/deps.ts"
import { factsOf } from "./head.ts"
import { itemsOf, sealedRecordOf } from "./records.ts"

/**
 * Something in a frozen version that is not as it was frozen. `expected` is what was sealed, `found` what is there; hashes in
 * hexadecimal, counts in digits.
 */
export interface VersionFinding {
  readonly project: string
  readonly version: number
  /**
   * `seal`: the content as a whole; `picture`: one picture's record; `answer`: its answer has other bytes than its hash says;
   * `lost`: its row or answer is gone; `manifest`: the manifest names another hash; `pictures`, `regions`, `nothing_here`: a
   * count; `part`: how many pictures a part has; `unreadable`: a text that no program wrote.
   */
  readonly what:
    | "seal"
    | "picture"
    | "answer"
    | "lost"
    | "manifest"
    | "pictures"
    | "regions"
    | "nothing_here"
    | "part"
    | "unreadable"
  /** The picture that it is about, with its name where that is known. */
  readonly asset?: number
  readonly name?: string
  /** The part that it is about. */
  readonly part?: string
  readonly expected: string
  readonly found: string
}

/** Findings about single pictures that are told of one version; the seal tells that there are more. */
const MOST_PICTURES = 100

type Verifying = Pick<Deps, "storage" | "sha256">

/**
 * Computes the content hash of every frozen version anew and compares it with the one that was sealed, naming the pictures
 * that differ, and compares what is counted with its manifest. Reads a page of pictures at a time; `onVersion` is told before
 * each version.
 */
export async function* verifyVersions(
  deps: Verifying,
  onVersion: (project: string, version: number) => void = () => {},
): AsyncGenerator<VersionFinding> {
  for (const { projectId, project, version } of await listVersionsEverywhere(deps.storage.db)) {
    onVersion(project, version)
    const head = await findVersion(deps.storage.db, projectId, version)
    if (head) yield* verifyVersion(deps, { id: projectId, slug: project }, head)
  }
}

/** What was counted while a version was read. */
interface Counted {
  pictures: number
  regions: number
  nothingHere: number
  readonly parts: Map<string, number>
  reported: number
}

async function* verifyVersion(
  deps: Verifying,
  project: { id: number; slug: string },
  head: FrozenVersion,
): AsyncGenerator<VersionFinding> {
  const where = { project: project.slug, version: head.version }
  const counted: Counted = { pictures: 0, regions: 0, nothingHere: 0, parts: new Map(), reported: 0 }
  for (const { assetId, bodySha256 } of await listLost(deps.storage.db, project.id, head.version, MOST_PICTURES))
    yield { ...where, what: "lost", asset: assetId, expected: bodySha256, found: "" }
  const seal = createHash("sha256")
  for await (const item of itemsOf(deps, project.id, head.version)) {
    const { line, findings } = readItem(deps, item, counted)
    if (line !== null) seal.update(`${line}\n`)
    for (const finding of findings) if (counted.reported++ < MOST_PICTURES) yield { ...where, ...finding }
  }
  // A version without pictures cannot be frozen; one that lost them all has the hash of nothing.
  const found = seal.digest("hex")
  if (found !== head.contentSha256) yield { ...where, what: "seal", expected: head.contentSha256, found }
  yield* countsOf(where, head, counted)
}

type Found = Omit<VersionFinding, "project" | "version">

/** The line of the content hash that a picture gives, null where it gives none, and what is wrong with it. */
function readItem(
  deps: Verifying,
  item: VersionItem,
  counted: Counted,
): { line: string | null; findings: readonly Found[] } {
  const which = { asset: item.asset.id, name: item.asset.name }
  const findings: Found[] = []
  counted.pictures++
  if (item.split !== null) counted.parts.set(item.split, (counted.parts.get(item.split) ?? 0) + 1)
  const body = deps.sha256(item.body)
  if (body !== item.bodySha256) findings.push({ what: "answer", ...which, expected: item.bodySha256, found: body })
  try {
    const record = sealedRecordOf({ ...item, split: null })
    const { regions, nothingHere } = record.body as AnnotationBody
    counted.regions += regions.length
    if (nothingHere) counted.nothingHere++
    const found = deps.sha256(canonicalJson(record))
    if (item.recordSha256 !== null && found !== item.recordSha256)
      findings.push({ what: "picture", ...which, expected: item.recordSha256, found })
    return { line: [found, item.split].filter(Boolean).join(" "), findings }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    findings.push({ what: "unreadable", ...which, expected: item.recordSha256 ?? "", found: error.message })
    return { line: null, findings }
  }
}

function* countsOf(
  where: { project: string; version: number },
  head: FrozenVersion,
  counted: Counted,
): Generator<VersionFinding> {
  const differ = (what: VersionFinding["what"], expected: number, found: number, part?: string) =>
    expected === found
      ? []
      : [{ ...where, what, ...(part === undefined ? {} : { part }), expected: `${expected}`, found: `${found}` }]
  yield* differ("pictures", head.pictures, counted.pictures)
  yield* differ("regions", head.regions, counted.regions)
  yield* differ("nothing_here", head.nothingHere, counted.nothingHere)
  let facts: ReturnType<typeof factsOf>
  try {
    facts = factsOf(head)
  } catch (error) {
    yield { ...where, what: "unreadable", expected: head.contentSha256, found: String(error).slice(0, 200) }
    return
  }
  const { contentSha256, split, counts } = facts.manifest
  if (contentSha256 !== head.contentSha256)
    yield { ...where, what: "manifest", expected: head.contentSha256, found: contentSha256 }
  if (counts.pictures !== head.pictures) yield* differ("manifest", head.pictures, counts.pictures)
  for (const { name, pictures } of split?.parts ?? [])
    yield* differ("part", pictures, counted.parts.get(name) ?? 0, name)
}

/** A finding as one English sentence that names the version and what in it does not fit. */
export function versionFindingText(finding: VersionFinding): string {
  const { project, version, what, asset, name, part, expected, found } = finding
  const where = `version ${version} of ${project}`
  const picture = `${where}, picture ${asset ?? "?"}${name === undefined ? "" : ` (${name})`}`
  const texts: Record<VersionFinding["what"], string> = {
    seal: `${where}: its content is not the one that was sealed (${found.slice(0, 12)}… where ${expected.slice(0, 12)}… was)`,
    picture: `${picture}: not as it was frozen (${found.slice(0, 12)}… where ${expected.slice(0, 12)}… was)`,
    answer: `${picture}: its answer is not the one that was stored`,
    lost: `${picture}: its row or its answer is gone`,
    manifest: `${where}: its manifest says ${found} where ${expected} was sealed`,
    pictures: `${where}: ${found} pictures where ${expected} were frozen`,
    regions: `${where}: ${found} regions where ${expected} were frozen`,
    nothing_here: `${where}: ${found} pictures with nothing on them where ${expected} were frozen`,
    part: `${where}: ${found} pictures in the part ${part ?? ""} where ${expected} were frozen`,
    unreadable: `${asset === undefined ? where : picture}: cannot be read (${found})`,
  }
  return texts[what]
}
