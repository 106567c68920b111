import type { AssetKind, AssetNumber, TaskState } from "@justesse/types"
import { type Kysely, type RawBuilder, SqliteAdapter, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, MEDIUM } from "../schema/states.ts"
import { labelsText } from "./rows.ts"

/** From and to, both in it; null or absent leaves an end open. */
interface Span {
  readonly from?: number | null | undefined
  readonly to?: number | null | undefined
}

/** What a list of pictures is narrowed to; empty and absent parts narrow nothing. Deleted ones are seen only by their state. */
export interface AssetWanted {
  readonly search: string
  readonly states: readonly (TaskState | "worked_on" | "not_read" | "deleted")[]
  /** Any of these labels in the kept answer. */
  readonly labels: readonly string[]
  /** Any of these tags. */
  readonly tags?: readonly string[] | undefined
  /** Regions of the kept answer. */
  readonly regions?: Span | undefined
  /** How far people agree, in [0, 1]: the same boxes at half overlap, else one less the share of signs that differ. */
  readonly agreement?: Span | undefined
  /** Answered, or held now, by this person, or by somebody of this group. */
  readonly person?: number | undefined
  readonly group?: number | undefined
  readonly import?: number | undefined
  readonly proposal?: boolean | undefined
  /** How sure a prediction set is of the picture, in [0, 1]. */
  readonly prediction?: (Span & { readonly set: number }) | undefined
  readonly version?: number | undefined
  /** What they are to whoever works on them: any of these. */
  readonly media?: readonly AssetKind[] | undefined
  /** Longest side in pixels. */
  readonly side?: Span | undefined
  /** The same bytes as this picture. */
  readonly twinOf?: AssetNumber | undefined
  readonly document?: string | undefined
  /** These pictures and no others. */
  readonly ids?: readonly AssetNumber[] | undefined
}

/** Written out, so that the index of leases is found. */
const LEASED = sql.lit(ASSIGNMENT_STATE.leased)

/** Numbers of pictures, as a query of one column. */
type Ids = RawBuilder<unknown>
/** A condition on the number of a picture. */
type Holds = (id: RawBuilder<unknown>) => RawBuilder<unknown>

/** `text` inside a LIKE pattern, its wildcards taken literally (escape character `!`). */
export function likeInside(text: string): string {
  return `%${text.replace(/[!%_]/g, (sign) => `!${sign}`)}%`
}

export function isSqlite(db: Kysely<Database>): boolean {
  return db.getExecutor().adapter instanceof SqliteAdapter
}

/** Signs from which on the trigram index finds a text. */
const INDEXED = 3

/** Names, kept texts, tags and numbers of pictures that hold `text`: on SQLite one index of all of them. */
function searched(project: number, text: string): Ids {
  const pattern = likeInside(text)
  const byNumber = isNumber(text)
    ? sql`select id from asset where project_id = ${project} and id = ${Number(text)} union all `
    : sql``
  // Literals: bound numbers are reals, and a row's place is a whole number above 2^53 at most in the far future.
  const base = sql.lit(project * 4_294_967_296)
  const rows = sql`rowid >= ${base} and rowid < ${base} + 4294967296`
  const found =
    [...text].length >= INDEXED
      ? sql`asset_text match ${`"${text.replaceAll('"', '""').replaceAll("\0", "")}"`}`
      : sql`(name like ${pattern} escape '!' or texts like ${pattern} escape '!' or tags like ${pattern} escape '!')`
  return sql`${byNumber}select rowid - ${base} from asset_text where ${found} and ${rows}`
}

/**
 * As {@link searched}, said of one picture: PostgreSQL makes a table of each part, whatever it finds, and walks the pictures
 * once. Of a union of them it expects 200 numbers, and looks up each of a hundred thousand by itself.
 */
function holdsText(project: number, text: string): Holds {
  const pattern = likeInside(text)
  return (id) => {
    const byNumber = isNumber(text) ? sql`${id} = ${Number(text)} or ` : sql``
    return sql`(${byNumber}exists (select from asset x where x.project_id = ${project} and x.id = ${id}
        and x.search like ${pattern} escape '!')
      or exists (select from task_state x, task y where x.project_id = ${project} and y.project_id = ${project}
        and y.id = x.task_id and y.asset_id = ${id} and x.texts <> '' and x.texts like ${pattern} escape '!')
      or exists (select from asset_tag x where x.project_id = ${project} and x.asset_id = ${id}
        and x.search like ${pattern} escape '!'))`
  }
}

const isNumber = (text: string) => /^\d{1,15}$/.test(text)

/** `column` within `span`, as conditions that begin with "and". */
function within(column: RawBuilder<unknown>, span: Span): RawBuilder<unknown> {
  const from = span.from == null ? sql`` : sql` and ${column} >= ${span.from}`
  const to = span.to == null ? sql`` : sql` and ${column} <= ${span.to}`
  return sql`${from}${to}`
}

/** A list of numbers as one bound value. */
function listed(db: Kysely<Database>, ids: readonly number[]): Ids {
  const json = JSON.stringify(ids)
  return isSqlite(db)
    ? sql`select value from json_each(${json})`
    : sql`select value::bigint from jsonb_array_elements_text(${json}::jsonb)`
}

/** Pictures that were deleted and not put back. */
export function deletedIds(project: number): Ids {
  return sql`select id from asset where project_id = ${project} and deleted_at_ms is not null`
}

/** Pictures that can be put back: their bytes are still there. */
function trashIds(project: number): Ids {
  return sql`${deletedIds(project)} and removed = 0`
}

/** Tasks of pictures that were deleted and not put back. */
export function deletedTaskIds(project: number): Ids {
  return sql`select t.id from asset a cross join task t where a.project_id = ${project} and a.deleted_at_ms is not null
    and t.project_id = a.project_id and t.asset_id = a.id`
}

/** Turns (`g`) in hand. The plus keeps a planner without figures from walking all turns of the project instead of the live ones. */
export function heldNow(project: number, nowMs: number): RawBuilder<boolean> {
  return sql<boolean>`+g.project_id = ${project} and g.state = ${LEASED} and g.expires_at_ms > ${nowMs}`
}

/**
 * Pictures of tasks of which `where` says something, of a pair both. `row`: the table that is narrowed, and its short name; it is read
 * first, since tasks are found by number in a moment. Pairs are read by their own index, which is empty elsewhere. `there`: of the
 * picture itself.
 */
function picturesOf(
  project: number,
  row: "task_state s" | "assignment g" | "prediction p",
  where: RawBuilder<unknown>,
  there = sql`is not null`,
): Ids {
  const [table, short] = [sql.raw(row), row.slice(-1)]
  const of = { project: sql.raw(`${short}.project_id`), task: sql.raw(`${short}.task_id`) }
  return sql`select t.asset_id from ${table} cross join task t
    where t.project_id = ${of.project} and t.id = ${of.task} and t.asset_id ${there} and ${where}
    union all select pr.second_id from task_about pr cross join ${table}
    where pr.project_id = ${project} and pr.second_id is not null
    and ${of.project} = pr.project_id and ${of.task} = pr.task_id and pr.second_id ${there} and ${where}`
}

function stateIds(project: number, states: AssetWanted["states"], nowMs: number): Ids {
  const plain = states.filter((state) => state !== "worked_on" && state !== "not_read" && state !== "deleted")
  const there = sql`not in (${deletedIds(project)})`
  const parts: Ids[] = []
  if (plain.length > 0)
    parts.push(
      picturesOf(project, "task_state s", sql`s.project_id = ${project} and s.state in (${sql.join(plain)})`, there),
    )
  if (states.includes("not_read"))
    parts.push(sql`select id from asset where project_id = ${project} and problem is not null and id ${there}`)
  if (states.includes("worked_on")) parts.push(picturesOf(project, "assignment g", heldNow(project, nowMs)))
  if (states.includes("deleted")) parts.push(trashIds(project))
  return sql.join(parts, sql` union all `)
}

function labelIds(project: number, labels: readonly string[]): Ids {
  const any = labels.map((id) => sql`s.labels like ${likeInside(labelsText([id]))} escape '!'`)
  return picturesOf(project, "task_state s", sql`s.project_id = ${project} and (${sql.join(any, sql` or `)})`)
}

function sideIds(project: number, { from, to }: Span): Ids {
  const least = from == null ? sql`` : sql` and (width >= ${from} or height >= ${from})`
  const most = to == null ? sql`` : sql` and width <= ${to} and height <= ${to}`
  return sql`select id from asset where project_id = ${project} and width is not null${least}${most}`
}

function agreementIds(project: number, { from, to }: Span): Ids {
  const ppm = { from: from == null ? null : Math.floor(from * 1e6), to: to == null ? null : Math.ceil(to * 1e6) }
  return picturesOf(
    project,
    "task_state s",
    sql`s.project_id = ${project} and s.agreement_ppm is not null${within(sql`s.agreement_ppm`, ppm)}`,
  )
}

function proposalIds(project: number): Ids {
  return sql`select t.asset_id from prediction p join prediction_set s on s.project_id = p.project_id and s.id = p.set_id
    join task t on t.project_id = p.project_id and t.id = p.task_id
    left join proposal o on o.project_id = p.project_id and o.task_id = p.task_id
    where p.project_id = ${project} and t.asset_id is not null and (o.set_id = p.set_id or (o.set_id is null and s.proposes = 1))`
}

/**
 * Everything that narrows, as queries of numbers: all of `isIn`, none of `notIn`, and all that `holds`. Each reads a narrow index, so that
 * no long row is touched before it is known to be shown.
 */
export interface Narrowing {
  readonly isIn: readonly Ids[]
  readonly notIn: readonly Ids[]
  readonly holds: readonly Holds[]
}

/** What `wanted` means for a project at a moment. */
export function narrowing(db: Kysely<Database>, project: number, wanted: AssetWanted, nowMs: number): Narrowing {
  const isIn: Ids[] = wanted.ids === undefined ? [] : [listed(db, wanted.ids)]
  const notIn: Ids[] = wanted.states.length === 0 ? [deletedIds(project)] : []
  const text = wanted.search.trim().toLowerCase()
  const holds: Holds[] = []
  if (text !== "" && isSqlite(db)) isIn.push(searched(project, text))
  else if (text !== "") holds.push(holdsText(project, text))
  if (wanted.states.length > 0) isIn.push(stateIds(project, wanted.states, nowMs))
  if (wanted.labels.length > 0) isIn.push(labelIds(project, wanted.labels))
  if (wanted.tags && wanted.tags.length > 0)
    isIn.push(sql`select asset_id from asset_tag where project_id = ${project} and tag in (${sql.join(wanted.tags)})`)
  if (isSpan(wanted.regions))
    isIn.push(
      picturesOf(
        project,
        "task_state s",
        sql`s.project_id = ${project} and s.state = 'settled'${within(sql`s.regions`, wanted.regions)}`,
      ),
    )
  if (isSpan(wanted.agreement)) isIn.push(agreementIds(project, wanted.agreement))
  isIn.push(...peopleIds(project, wanted))
  if (wanted.import !== undefined)
    isIn.push(sql`select id from asset where project_id = ${project} and import_id = ${wanted.import}`)
  if (wanted.proposal !== undefined) (wanted.proposal ? isIn : notIn).push(proposalIds(project))
  if (wanted.prediction) isIn.push(predictionIds(project, wanted.prediction))
  if (wanted.version !== undefined)
    isIn.push(sql`select item_id from version_item where project_id = ${project} and version = ${wanted.version}`)
  if (wanted.media && wanted.media.length > 0) {
    const numbers = wanted.media.map((medium) => sql.lit(MEDIUM[medium]))
    isIn.push(sql`select id from asset where project_id = ${project} and medium in (${sql.join(numbers)})`)
  }
  if (isSpan(wanted.side)) isIn.push(sideIds(project, wanted.side))
  if (wanted.twinOf !== undefined)
    isIn.push(sql`select id from asset where project_id = ${project}
      and sha256 = (select sha256 from asset where project_id = ${project} and id = ${wanted.twinOf})`)
  if (wanted.document !== undefined)
    isIn.push(sql`select id from asset where project_id = ${project} and document = ${wanted.document}`)
  return { isIn, notIn, holds }
}

/** Whether nothing is narrowed but that deleted ones are left out. */
export function isWhole({ isIn, notIn, holds }: Narrowing): boolean {
  return isIn.length === 0 && holds.length === 0 && notIn.length === 1
}

function isSpan(span: Span | undefined): span is Span {
  return span !== undefined && (span.from != null || span.to != null)
}

function peopleIds(project: number, { person, group }: AssetWanted): Ids[] {
  // The plus, as above: the person's own turns, not all of the project.
  const assignments = (whose: RawBuilder<unknown>) =>
    picturesOf(
      project,
      "assignment g",
      sql`+g.project_id = ${project} and (g.revision > 0 or g.state = ${LEASED}) and g.person_id ${whose}`,
    )
  return [
    ...(person === undefined ? [] : [assignments(sql`= ${person}`)]),
    ...(group === undefined
      ? []
      : [
          assignments(
            sql`in (select m.person_id from person_group_member m where m.project_id = ${project} and m.group_id = ${group})`,
          ),
        ]),
  ]
}

/** A set that is `doubt` unsure is `1 - doubt` sure. */
function predictionIds(project: number, { set, from, to }: Span & { set: number }): Ids {
  const doubt = {
    from: to == null ? null : Math.floor((1 - to) * 1e6),
    to: from == null ? null : Math.ceil((1 - from) * 1e6),
  }
  return picturesOf(
    project,
    "prediction p",
    sql`p.project_id = ${project} and p.set_id = ${set}${within(sql`p.doubt_ppm`, doubt)}`,
  )
}

/** Conditions on `id`, joined by "and"; true when nothing narrows. */
export function conditions(id: RawBuilder<unknown>, { isIn, notIn, holds }: Narrowing): RawBuilder<boolean> {
  const all = [
    ...isIn.map((ids) => sql`${id} in (${ids})`),
    ...notIn.map((ids) => sql`${id} not in (${ids})`),
    ...holds.map((one) => one(id)),
  ]
  return all.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`${sql.join(all, sql` and `)}`
}

/** Of `asset` alone: numbers come first, long rows only for those that are shown. */
export function selectMatching(db: Kysely<Database>, projectId: number, wanted: AssetWanted, nowMs: number) {
  return db
    .selectFrom("asset as a")
    .where("a.project_id", "=", projectId)
    .where(conditions(sql.ref("a.id"), narrowing(db, projectId, wanted, nowMs)))
}
