import type { Operations } from "@justesse/work/allocation/operations"
import type BetterSqlite3 from "better-sqlite3"
import { sessionSteps, sqliteSteps } from "../ledger/steps.ts"
import { payClosed, payLate } from "../pay/close.ts"
import { fundAct, payWork } from "../pay/work.ts"
import type { Session } from "../postgres/session.ts"
import type { AsyncOperations } from "./driver.ts"

type PayNames = "fundLeases" | "payWork" | "payClosed" | "payLate"

/** What pay asks for, on prepared statements. */
export function preparePay(db: BetterSqlite3.Database): Pick<Operations, PayNames> {
  const run = sqliteSteps(db)
  return {
    fundLeases: (of) => run(fundAct(of)),
    payWork: (of) => run(payWork(of)),
    payClosed: ({ sessionId, nowMs }) => run(payClosed(sessionId, nowMs)),
    payLate: ({ sessionId, nowMs }) => run(payLate(sessionId, nowMs)),
  }
}

/** The same in one transaction of PostgreSQL. */
export function payOperations(session: Session): Pick<AsyncOperations, PayNames> {
  return {
    fundLeases: (of) => sessionSteps(session, fundAct(of)),
    payWork: (of) => sessionSteps(session, payWork(of)),
    payClosed: ({ sessionId, nowMs }) => sessionSteps(session, payClosed(sessionId, nowMs)),
    payLate: ({ sessionId, nowMs }) => sessionSteps(session, payLate(sessionId, nowMs)),
  }
}
