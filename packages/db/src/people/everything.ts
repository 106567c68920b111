import { type Kysely, type RawBuilder, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { GIVEN, type GivenTable, type SeedOf } from "./given.ts"

/** Rows that are read at once. */
const PAGE = 1_000

type Row = Readonly<Record<string, unknown>>

/** Rows of one table that refer to somebody, in the form in which they may be told. */
interface GivenRows {
  readonly table: string
  readonly rows: readonly Row[]
}

const column = (of: string, name: string): RawBuilder<unknown> => sql.ref(`${of}.${name}`)

/** Names as they are shown: the project by its address, a task by what its person knows it by. */
function columnsOf({ project, task, columns }: GivenTable): string[] {
  return [...(project ? ["project"] : []), ...(task ? ["assignment"] : []), ...columns]
}

/** One page of a table, behind the key of the last row of the page before. */
async function readPage(
  db: Kysely<Database>,
  given: GivenTable,
  personId: number,
  after: readonly unknown[] | null,
): Promise<{ readonly rows: Row[]; readonly last: readonly unknown[] | null }> {
  const { table, by, key, columns, project, task, only, byAccount, whose, beside = {} } = given
  const shown = [
    ...(project ? [sql`p.slug as "project"`] : []),
    ...(task ? [sql`a.public_id as "assignment"`] : []),
    ...columns.map((name) => sql`${column("t", name)} as ${sql.ref(name)}`),
    ...Object.entries(beside).map(([name, text]) => sql`${sql.raw(text)} as ${sql.ref(name)}`),
    ...key.map((name, at) => sql`${column("t", name)} as ${sql.ref(`key${at}`)}`),
  ]
  const own = sql`a.project_id = t.project_id and a.task_id = t.task_id and a.person_id = ${personId}`
  const who = byAccount ? sql`(select auth_user_id from person where id = ${personId})` : sql`${personId}`
  const isTheirs = whose
    ? sql.raw(whose(personId))
    : sql.join(
        by.map((name) => sql`${column("t", name)} = ${who}`),
        sql` or `,
      )
  const keys = sql.join(key.map((name) => column("t", name)))
  const behind = after ? sql`and (${keys}) > (${sql.join(after)})` : sql``
  const from =
    task === "theirs"
      ? // By the index of their assignments.
        sql`assignment a join ${sql.table(table)} t on t.project_id = a.project_id and t.task_id = a.task_id and a.person_id = ${personId}`
      : sql`${sql.table(table)} t ${task ? sql`left join assignment a on ${own}` : sql``}`
  const { rows } = await sql<Row>`select ${sql.join(shown)} from ${from}
    ${project ? sql`left join project p on p.id = t.project_id` : sql``}
    where (${isTheirs}) ${only ? sql.raw(`and (${only})`) : sql``} ${behind} order by ${keys} limit ${sql.lit(PAGE)}`.execute(
    db,
  )
  const end = rows.at(-1)
  const names = [...columnsOf(given), ...Object.keys(beside)]
  return {
    rows: rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]))),
    last: end && rows.length === PAGE ? key.map((_, at) => end[`key${at}`]) : null,
  }
}

/** Rows of one table that refer to a person, a page after the other. */
async function* readGiven(
  db: Kysely<Database>,
  given: GivenTable,
  personId: number,
  seedOf: SeedOf,
): AsyncIterable<GivenRows> {
  let after: readonly unknown[] | null = null
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(db, given, personId, after)
    const rows = page.rows.map((row) => given.tell?.(row, seedOf) ?? row)
    yield { table: given.name ?? given.table, rows }
    after = page.last
  } while (after !== null)
}

/** Everything that refers to a person, table by table, a page after the other; also tables in which nothing does. */
export async function* readEverything(
  db: Kysely<Database>,
  personId: number,
  seedOf: SeedOf,
): AsyncIterable<GivenRows> {
  for (const given of GIVEN) yield* readGiven(db, given, personId, seedOf)
}
