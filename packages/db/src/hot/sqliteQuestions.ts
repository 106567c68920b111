import type { Operations } from "@justesse/work/allocation/operations"
import type BetterSqlite3 from "better-sqlite3"
import { QUESTION } from "../schema/states.ts"
import { type AssignmentRow, toHeld } from "./rows.ts"
import {
  ADD_MESSAGE,
  ADD_THREAD,
  ANSWERED,
  ASIDE,
  EVENT,
  OPEN_THREAD,
  SET_QUESTION,
  TELL_OWNERS,
  THREAD,
  type ThreadRow,
} from "./statements.ts"

/** Of what a notice for owners is, once a project. */
export const questionsConcern = (projectId: number) => `questions/${projectId}`

function prepare(db: BetterSqlite3.Database) {
  return {
    answered: db.prepare<[number, number], AssignmentRow>(ANSWERED),
    thread: db.prepare<[string, string], ThreadRow>(THREAD),
    aside: db.prepare<[number, number], number>(ASIDE).pluck(),
    set: db.prepare(SET_QUESTION),
    addThread: db.prepare(ADD_THREAD),
    openThread: db.prepare(OPEN_THREAD),
    addMessage: db.prepare(ADD_MESSAGE),
    tell: db.prepare(TELL_OWNERS),
    event: db.prepare(EVENT),
  }
}

type QuestionOperations = Pick<
  Operations,
  "findAnswered" | "findThread" | "countAside" | "storeQuestion" | "setQuestion"
>

/** What questions ask for, on prepared statements. */
export function prepareQuestions(db: BetterSqlite3.Database): QuestionOperations {
  const sql = prepare(db)
  return {
    findAnswered({ projectId, personId }) {
      const row = sql.answered.get(projectId, personId)
      return row && toHeld(row)
    },
    findThread(threadId, messageId) {
      const row = sql.thread.get(messageId, threadId)
      return row && toKnown(row)
    },
    countAside: ({ projectId, personId }) => sql.aside.get(projectId, personId) ?? 0,
    storeQuestion({ own, threadId, isNew, messageId, text, regionId, spot, clause, nowMs }) {
      const { projectId, taskId, personId } = own
      const about = [taskId, personId, personId, regionId, spot, clause]
      if (isNew) sql.addThread.run(projectId, threadId, ...about, nowMs, nowMs)
      else sql.openThread.run(nowMs, threadId)
      sql.addMessage.run(messageId, personId, text, nowMs, threadId)
      sql.event.run(projectId, personId, nowMs, "question.asked", taskId, "{}")
      sql.tell.run(questionsConcern(projectId), nowMs, projectId, personId)
    },
    setQuestion({ held, question, expiresAtMs, nowMs }) {
      sql.set.run(QUESTION[question], expiresAtMs, nowMs, held.projectId, held.taskId, held.personId)
    },
  }
}

/** A thread as the rules know it. */
export function toKnown(row: ThreadRow) {
  return { projectId: row.project_id, taskId: row.task_id, personId: row.person_id, isStored: Number(row.stored) > 0 }
}
