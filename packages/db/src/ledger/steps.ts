import type BetterSqlite3 from "better-sqlite3"
import { CompiledQuery, type Kysely, SqliteAdapter } from "kysely"
import type { Session } from "../postgres/session.ts"
import type { Database } from "../schema/index.ts"

/** A value that a statement is given. */
type Value = string | number | null

/** A statement that both engines run as it stands, `?` for each value. */
export interface SqlText {
  readonly name: string
  readonly text: string
  /** Rows that it finds are nobody else's until the transaction ends; SQLite has one writer anyway. */
  readonly locks?: true
}

/** One statement with its values. */
export interface SqlAsk {
  readonly statement: SqlText
  readonly values: readonly Value[]
}

/** A row as a statement names its columns. */
type Row = Readonly<Record<string, Value>>

/**
 * What is done with money in one transaction: statements, some at a time, whose rows say how it goes on. Told once; each driver runs
 * it in a transaction that is open: the hot path of either engine, or a service's.
 */
export type SqlSteps<Result> = Generator<readonly SqlAsk[], Result, readonly (readonly Row[])[]>

/** Asks for statements that do not need each other's rows; they run in their order. */
export function* askAll(asks: readonly SqlAsk[]): SqlSteps<readonly (readonly Row[])[]> {
  return asks.length === 0 ? [] : yield asks
}

/** Asks for the rows of one statement. Their type is what its text selects; tests on both engines hold it. */
export function* askRows<Found>(statement: SqlText, ...values: readonly Value[]): SqlSteps<readonly Found[]> {
  const [rows = []] = yield [{ statement, values }]
  return rows as unknown as readonly Found[]
}

/** Runs steps on SQLite's writing connection, in a job of the writer. */
export function sqliteSteps(db: BetterSqlite3.Database): <Result>(steps: SqlSteps<Result>) => Result {
  const prepared = new Map<string, BetterSqlite3.Statement<Value[], Row>>()
  const prepare = ({ name, text }: SqlText) => {
    const known = prepared.get(name)
    if (known) return known
    const made = db.prepare<Value[], Row>(text)
    prepared.set(name, made)
    return made
  }
  const run = ({ statement, values }: SqlAsk): readonly Row[] => {
    const made = prepare(statement)
    if (made.reader) return made.all(...values)
    made.run(...values)
    return []
  }
  return (steps) => {
    let step = steps.next()
    while (!step.done) step = steps.next(step.value.map(run))
    return step.value
  }
}

/** `?` as PostgreSQL wants it, and its rows locked where they are meant to be. */
function postgresText({ text, locks }: SqlText): string {
  let n = 0
  const numbered = text.replaceAll("?", () => `$${++n}`)
  return locks ? `${numbered} for update` : numbered
}

/** Runs steps in an open session of PostgreSQL: what is asked for at once travels at once. */
export async function sessionSteps<Result>(session: Session, steps: SqlSteps<Result>): Promise<Result> {
  const run = ({ statement, values }: SqlAsk) =>
    session.rows<Row>({ name: `money_${statement.name}`, text: postgresText(statement) }, values)
  let step = steps.next()
  while (!step.done) step = steps.next(await Promise.all(step.value.map(run)))
  return step.value
}

/** Runs steps in an open transaction of a service, on either engine. */
export async function stepsIn<Result>(tx: Kysely<Database>, steps: SqlSteps<Result>): Promise<Result> {
  const isSqlite = tx.getExecutor().adapter instanceof SqliteAdapter
  let step = steps.next()
  while (!step.done) {
    const answers: (readonly Row[])[] = []
    for (const { statement, values } of step.value) {
      const query = CompiledQuery.raw(isSqlite ? statement.text : postgresText(statement), [...values])
      answers.push((await tx.executeQuery<Row>(query)).rows)
    }
    step = steps.next(answers)
  }
  return step.value
}
