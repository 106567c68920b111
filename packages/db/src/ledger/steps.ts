import { CompiledQuery, SqliteAdapter } from "kysely"
import type { OpenTransaction } from "../transaction.ts"

/** A value that a statement is given. */
type Value = string | number | null

/** A statement that both engines run as it stands, `?` for each value. */
export interface SqlText {
  readonly name: string
  readonly text: string
}

/** One statement with its values. */
export interface SqlAsk {
  readonly statement: SqlText
  readonly values: readonly Value[]
}

/** A row as a statement names its columns. */
type Row = Readonly<Record<string, Value>>

/**
 * What is done with money in one transaction: statements, some at a time, whose rows say how it goes on. Told once, for both engines.
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

/** `?` as PostgreSQL wants it. */
function postgresText({ text }: SqlText): string {
  let n = 0
  return text.replaceAll("?", () => `$${++n}`)
}

/** Runs steps in an open transaction of a service, on either engine. */
export async function stepsIn<Result>(tx: OpenTransaction, steps: SqlSteps<Result>): Promise<Result> {
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
