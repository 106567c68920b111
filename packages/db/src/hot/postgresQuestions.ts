import type { Session, Statement } from "../postgres/session.ts"
import { QUESTION } from "../schema/states.ts"
import type { AsyncOperations } from "./driver.ts"
import { type AssignmentRow, toHeld } from "./rows.ts"
import { questionsConcern, toKnown } from "./sqliteQuestions.ts"
import {
  ADD_MESSAGE,
  ADD_THREAD,
  ANSWERED,
  ASIDE,
  EVENT,
  numbered,
  OPEN_THREAD,
  SET_QUESTION,
  TELL_OWNERS,
  THREAD,
  type ThreadRow,
} from "./statements.ts"

const FIND_ANSWERED: Statement = {
  name: "question_answered",
  text: `${numbered(ANSWERED)} for update of a, t skip locked`,
}
const FIND_THREAD: Statement = { name: "question_thread", text: numbered(THREAD) }
const COUNT_ASIDE: Statement = { name: "question_aside", text: numbered(ASIDE) }
const SET: Statement = { name: "question_set", text: numbered(SET_QUESTION) }
const ADD: Statement = { name: "question_add", text: numbered(ADD_THREAD) }
const OPEN: Statement = { name: "question_open", text: numbered(OPEN_THREAD) }
const SAY: Statement = { name: "question_say", text: numbered(ADD_MESSAGE) }
const TELL: Statement = { name: "question_tell", text: numbered(TELL_OWNERS) }
const NOTE: Statement = { name: "event_append", text: numbered(EVENT) }

type QuestionOperations = Pick<
  AsyncOperations,
  "findAnswered" | "findThread" | "countAside" | "storeQuestion" | "setQuestion"
>

/** What questions ask for, in one transaction. Runs under the person's lock. */
export function questionOperations(session: Session): QuestionOperations {
  return {
    async findAnswered({ projectId, personId }) {
      const row = await session.row<AssignmentRow>(FIND_ANSWERED, [projectId, personId])
      return row && toHeld(row)
    },
    async findThread(threadId, messageId) {
      const row = await session.row<ThreadRow>(FIND_THREAD, [messageId, threadId])
      return row && toKnown(row)
    },
    async countAside({ projectId, personId }) {
      return (await session.row<{ n: number }>(COUNT_ASIDE, [projectId, personId]))?.n ?? 0
    },
    storeQuestion({ own, threadId, isNew, messageId, text, regionId, spot, clause, nowMs }) {
      const { projectId, taskId, personId } = own
      const about = [taskId, personId, personId, regionId, spot, clause]
      if (isNew) session.send(ADD, [projectId, threadId, ...about, nowMs, nowMs])
      else session.send(OPEN, [nowMs, threadId])
      session.send(SAY, [messageId, personId, text, nowMs, threadId])
      session.send(NOTE, [projectId, personId, nowMs, "question.asked", taskId, "{}"])
      session.send(TELL, [questionsConcern(projectId), nowMs, projectId, personId])
    },
    setQuestion({ held, question, expiresAtMs, nowMs }) {
      const key = [held.projectId, held.taskId, held.personId]
      session.send(SET, [QUESTION[question], expiresAtMs, nowMs, ...key])
    },
  }
}
