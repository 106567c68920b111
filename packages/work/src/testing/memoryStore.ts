import { endChoice, MOST_COUNTED } from "../allocation/choice.ts"
import type {
  AnswerWrites,
  ByPerson,
  NewLease,
  Operation,
  Operations,
  OwnHeld,
  Steps,
} from "../allocation/operations.ts"
import { leaseUntil } from "../allocation/time.ts"
import { chooseKnown } from "./replay.ts"
import { byChange, byLease, isOver, Tables, type TaskRow, type TurnRow } from "./tables.ts"

/** Tasks of a tier above a person's cursor as far as one look reads, and those of them that the person never met. */
function look(tables: Tables, of: ByPerson, tier: number): { open: number; ahead: TaskRow[]; unmet: TaskRow[] } {
  const cursor = tables.cursors.get(`${of.projectId}/${of.personId}/${tier}`) ?? 0
  const all = tables
    .tasksOf(of.projectId)
    .filter((task) => task.tier === tier && task.isOpen && task.seq > cursor)
    .sort((a, b) => a.seq - b.seq)
  const ahead = all.slice(0, tables.maxScan)
  return { open: all.length, ahead, unmet: ahead.filter(({ id }) => !tables.hasMet(of, id)) }
}

function leaseNext(tables: Tables, tier: number, lease: NewLease, why: string): "made" | "end" | "more" | "busy" {
  const { open, ahead, unmet } = look(tables, lease, tier)
  const found = unmet.find(({ id }) => !tables.busy.has(id))
  const passed = unmet.find(({ id }) => tables.busy.has(id))
  const isCut = ahead.length === tables.maxScan
  const last = found?.seq ?? (isCut ? ahead[ahead.length - 1]?.seq : undefined)
  const seq = Math.min(last ?? 0, (passed?.seq ?? Number.POSITIVE_INFINITY) - 1)
  // A task that another transaction holds stays above the cursor.
  const key = `${lease.projectId}/${lease.personId}/${tier}`
  const from = tables.cursors.get(key) ?? 0
  if (seq > from) tables.cursors.set(key, seq)
  if (!found) return passed ? "busy" : isCut ? "more" : "end"
  tables.insert(found.id, lease, "queue", endChoice(why, from, Math.min(MOST_COUNTED, open)))
  found.openSlots--
  found.isOpen = found.openSlots > 0
  return "made"
}

/** Known answers of a project as somebody meets them who draws from these tiers. */
function knownOf(tables: Tables, { tiers, ...of }: ByPerson & { readonly tiers: readonly number[] }) {
  const isFree = (taskId: number) =>
    !tables.hasMet(of, taskId) && tiers.includes(tables.task(of.projectId, taskId).tier)
  return tables.gold(of.projectId).map((one, place) => ({ ...one, place, isFree: isFree(one.taskId) }))
}

/** It ran out while its question waited, and was answered since. */
const isAnsweredLate = (assignment: TurnRow) => isOver(assignment) && assignment.question === "answered"

type Ask<Name extends keyof Operations> = Pick<Operations, Name>

function drawOperations(
  tables: Tables,
): Ask<
  "startDraw" | "lockLate" | "findLate" | "leaseFrom" | "pickGold" | "lookForGold" | "leaseGold" | "beginTraining"
> {
  return {
    startDraw(of) {
      const project = tables.projects.get(of.projectId)
      const { rate = null, left = null } = tables.goldRows.get(`${of.projectId}/${of.personId}`) ?? {}
      const drawn = tables.counters.get(`${of.projectId}/${of.personId}`)?.leased ?? 0
      const stand = { places: tables.gold(of.projectId).length, rate, left, drawn }
      const live = tables.turnsOf(of).filter(({ state }) => state === "leased")
      const held = live.sort(byLease).map((assignment) => ({ ...assignment }))
      const comesBack = tables.turnsOf(of).some(isAnsweredLate)
      const session = tables.sessionOf(of)
      const own = { held, stand: of.gold ? stand : undefined, comesBack, session }
      return project && { leaseMs: project.leaseMs, accessVersion: tables.accessVersion, ...own }
    },
    lockLate: ({ nowMs, ...of }) =>
      tables
        .turnsOf(of)
        .filter(
          ({ state, expiresAtMs, taskId }) => state === "leased" && expiresAtMs <= nowMs && !tables.busy.has(taskId),
        )
        .sort(byLease)
        .map((assignment) => ({ ...assignment })),
    findLate: (nowMs, most) =>
      [...tables.assignments.values()]
        .filter(
          ({ state, expiresAtMs, taskId }) => state === "leased" && expiresAtMs <= nowMs && !tables.busy.has(taskId),
        )
        .sort((a, b) => a.expiresAtMs - b.expiresAtMs)
        .slice(0, most)
        .map((assignment) => ({ ...assignment })),
    leaseFrom(tier, leases, why) {
      for (const [made, lease] of leases.entries()) {
        const rest = leaseNext(tables, tier, lease, why)
        if (rest !== "made") return { made, rest }
      }
      return { made: leases.length, rest: "end" }
    },
    lookForGold: () => {},
    pickGold({ state, from, tiers, ordinaryTier, ...of }) {
      if (ordinaryTier !== null && look(tables, of, ordinaryTier).unmet.length === 0) return null
      return chooseKnown(knownOf(tables, { ...of, tiers }), state, from)
    },
    leaseGold({ taskId, source, why, ...lease }) {
      tables.task(lease.projectId, taskId).overlap++
      tables.insert(taskId, lease, source, why)
    },
    beginTraining({ projectId, personId, most }) {
      const left = Math.min(most, tables.gold(projectId).filter(({ state }) => state === "training").length)
      const key = `${projectId}/${personId}`
      if (left > 0 && !tables.goldRows.has(key)) tables.goldRows.set(key, { rate: null, left })
      return left
    },
  }
}

function againOperations(
  tables: Tables,
): Ask<"findAnswered" | "findOwnTraining" | "findAgain" | "countChoices" | "takeAgain" | "endLeases"> {
  const isInForce = ({ projectId, taskId }: TurnRow, wanted: string) =>
    tables.gold(projectId).some((gold) => gold.taskId === taskId && gold.state === wanted)
  const copy = (assignment: TurnRow | undefined) => assignment && { ...assignment }
  const answered = (of: ByPerson) => tables.turnsOf(of).filter((one) => isAnsweredLate(one) && mayComeBack(tables, one))
  const training = (of: ByPerson) =>
    tables.turnsOf(of).filter((one) => isOver(one) && one.source === "training" && isInForce(one, "training"))
  const again = (of: ByPerson & { readonly tiers: readonly number[] }) =>
    tables.turnsOf(of).filter((assignment) => {
      const { isOpen, tier } = tables.task(assignment.projectId, assignment.taskId)
      const isGold = assignment.source === "gold" && isInForce(assignment, "active")
      return isOver(assignment) && (isOpen || isGold) && of.tiers.includes(tier)
    })
  return {
    findAnswered: (of) => copy(answered(of).sort(byChange)[0]),
    findOwnTraining: (of) => copy(training(of).sort(byChange)[0]),
    findAgain: (of) => copy(again(of).sort(byChange)[0]),
    countChoices({ way, ...of }) {
      if (way === "training") return knownOf(tables, of).filter((one) => one.state === "training" && one.isFree).length
      return (way === "answered" ? answered(of) : way === "again" ? again(of) : training(of)).length
    },
    takeAgain({ held, counted, leasedAtMs, expiresAtMs, versions, question, nowMs, sessionId, why }) {
      const assignment = tables.assignment(held)
      assignment.fence++
      assignment.why = why ?? assignment.why
      Object.assign(assignment, { state: "leased", counted, leasedAtMs, expiresAtMs, changedAtMs: nowMs }, versions, {
        question,
        sessionId,
      })
    },
    endLeases(ends) {
      for (const { held, state, reason, question, nowMs } of ends) {
        const assignment = tables.assignment(held)
        const counted = state === "submitted" && assignment.counted
        Object.assign(assignment, { state, counted, reason, question, changedAtMs: nowMs })
        tables.touchSession(held.sessionId, Math.min(held.expiresAtMs, nowMs))
      }
    },
  }
}

function writeAnswer(tables: Tables, writes: AnswerWrites): void {
  const { own, submissionId, body, bodySha256, revision, counted, nowMs } = writes
  const { projectId, taskId, personId } = own
  if (tables.answers.has(submissionId)) throw new Error(`answer ${submissionId} is stored twice`)
  const receipt = { projectId, taskId, submissionId, bodySha256, revision, counted, storedAtMs: nowMs }
  tables.answers.set(submissionId, { personId, receipt, body })
  const task = tables.task(projectId, taskId)
  task.submitted += writes.newlyCounted
  task.openSlots -= writes.takes
  task.overlap += writes.makes
  task.isOpen = task.isOpen && task.openSlots > 0
  if (task.state === "open") task.state = "waiting"
  if (task.mark !== 1 && writes.mark !== 0) task.mark = writes.mark
  task.texts = [task.texts, writes.texts].filter((text) => text !== "").join("\n")
  task.changedAtMs = nowMs
  Object.assign(tables.assignment(own), { state: "submitted", revision, counted, changedAtMs: nowMs }, writes.versions)
  tables.assignment(own).question = "none"
  tables.touchSession(own.sessionId, nowMs)
  tables.drafts.delete(`${projectId}/${taskId}/${personId}`)
  tables.events.push({ what: revision > 1 ? "task.revised" : "task.submitted", taskId, personId })
  if (revision > 1) return
  tables.count(own, { submitted: 1 })
  const stand = tables.goldRows.get(`${projectId}/${personId}`)
  if (own.source === "training" && stand?.left) stand.left--
}

type ForAnswers = "findOwn" | "findForAnswer" | "findProject" | "storeAnswer" | "appendEvent" | "count"

function answerOperations(tables: Tables): Ask<ForAnswers | "startTime" | "creditTime" | "findDraft" | "putDraft"> {
  const findOwn = (publicId: string, personId: number): OwnHeld | undefined => {
    const assignment = [...tables.assignments.values()].find(
      (one) => one.publicId === publicId && one.personId === personId,
    )
    return assignment && { ...assignment, accessVersion: tables.accessVersion }
  }
  return {
    findOwn,
    findForAnswer(publicId, personId, submissionId) {
      const own = findOwn(publicId, personId)
      const stored = tables.answers.get(submissionId)
      return own && { own, task: { ...tables.task(own.projectId, own.taskId) }, stored }
    },
    findProject: (projectId) => tables.projects.get(projectId),
    storeAnswer: (writes) => writeAnswer(tables, writes),
    appendEvent: ({ what, taskId, personId }) => void tables.events.push({ what, taskId, personId }),
    count: (by) => tables.count(by, by),
    startTime({ projectId, personId }) {
      const project = tables.projects.get(projectId)
      return project && { leaseMs: project.leaseMs, stateJson: tables.timeStates.get(personId) ?? null }
    },
    creditTime({ held, credited, expiresAtMs }) {
      tables.assignment(held).activeMs += credited.creditedMs
      const session = tables.sessions.get(held.sessionId ?? 0)
      if (session) session.activeMs += credited.creditedMs
      tables.count(held, { ms: credited.creditedMs })
      tables.timeStates.set(held.personId, credited.stateJson)
      for (const assignment of tables.turnsOf(held)) assignment.expiresAtMs = leaseUntil(assignment, expiresAtMs)
    },
    findDraft: ({ projectId, taskId, personId }) => tables.drafts.get(`${projectId}/${taskId}/${personId}`)?.revision,
    putDraft: ({ projectId, taskId, personId, revision, body }) =>
      void tables.drafts.set(`${projectId}/${taskId}/${personId}`, { revision, body }),
  }
}

function questionOperations(tables: Tables): Ask<"findThread" | "countAside" | "storeQuestion" | "setQuestion"> {
  return {
    findThread(threadId, messageId) {
      const known = tables.threads.get(threadId)
      return known && { ...known, isStored: known.messages.has(messageId) }
    },
    countAside: (of) =>
      tables.turnsOf(of).filter(({ state, question }) => state === "leased" && question === "aside").length,
    storeQuestion({ own, threadId, isNew, messageId }) {
      const { projectId, taskId, personId } = own
      if (isNew) tables.threads.set(threadId, { projectId, taskId, personId, messages: new Set() })
      tables.threads.get(threadId)?.messages.add(messageId)
      tables.events.push({ what: "question.asked", taskId, personId })
    },
    setQuestion({ held, question, expiresAtMs, nowMs }) {
      Object.assign(tables.assignment(held), { question, expiresAtMs, changedAtMs: nowMs })
    },
  }
}

/** Nobody is paid in memory: there is room for all, and nothing to pay. */
const UNPAID: Ask<"fundLeases" | "payWork" | "payClosed" | "payLate"> = {
  fundLeases: ({ most }) => ({ leases: most, from: null }),
  payWork: () => 0,
  payClosed: () => false,
  payLate: () => false,
}

function sessionOperations(tables: Tables): Ask<"findSession" | "openSession" | "lockSession" | "closeSession"> {
  return {
    findSession: (of) => tables.sessionOf(of),
    openSession({ projectId, personId, nowMs, midnightMs }) {
      const id = tables.sessions.size + 1
      tables.sessions.set(id, { id, projectId, personId, lastAtMs: nowMs, activeMs: 0, midnightMs, why: null })
      for (const one of tables.turnsOf({ projectId, personId })) if (one.state === "leased") one.sessionId ??= id
      return id
    },
    lockSession: (id) => tables.lockedSession(id),
    closeSession({ id, why }) {
      const session = tables.sessions.get(id)
      if (session) session.why = why
    },
  }
}

/** There is a place for it, or it makes its own. */
function mayComeBack(tables: Tables, { projectId, taskId, source }: TurnRow): boolean {
  const isGold = tables.gold(projectId).some((gold) => gold.taskId === taskId)
  return source === "queue" ? tables.task(projectId, taskId).isOpen : isGold
}

type ForTasks = "moveGoldPlaces" | "lockTasks" | "takeSeqs" | "writeTasks" | "lockStates" | "writeStates"

function taskOperations(tables: Tables): Ask<ForTasks | "touchStates" | "addTasks"> {
  const known = (projectId: number, ids: readonly number[]) =>
    ids.flatMap((id) => tables.tasks.get(`${projectId}/${id}`) ?? [])
  return {
    moveGoldPlaces(moves) {
      for (const { projectId, taskId, by } of moves) tables.task(projectId, taskId).overlap += by
    },
    lockTasks: (projectId, ids) => known(projectId, ids).map((task) => ({ ...task })),
    takeSeqs(projectId, count) {
      const project = tables.projects.get(projectId)
      if (!project) return undefined
      project.nextSeq += count
      return project.nextSeq - count
    },
    writeTasks(projectId, changes) {
      for (const { task, ...to } of changes) Object.assign(tables.task(projectId, task.id), to)
    },
    lockStates: (projectId, ids) =>
      known(projectId, ids).map(({ id, state, hasAnswer, differences }) => ({
        taskId: id,
        state,
        hasAnswer,
        differences,
      })),
    writeStates(projectId, states, changedAtMs) {
      for (const { taskId, ...to } of states) Object.assign(tables.task(projectId, taskId), { ...to, changedAtMs })
    },
    touchStates(projectId, ids, nowMs) {
      for (const task of known(projectId, ids)) task.changedAtMs = nowMs
    },
    addTasks(projectId, tasks, firstSeq, nowMs) {
      for (const [n, { id, tier, overlap }] of tasks.entries()) {
        tables.tasks.set(`${projectId}/${id}`, {
          ...{ projectId, id, tier, overlap, seq: firstSeq + n, isOpen: overlap > 0, openSlots: overlap, submitted: 0 },
          ...{ state: "open", mark: 0, hasAnswer: false, differences: 0, texts: "", changedAtMs: nowMs },
        })
      }
    },
  }
}

function contentOperations(tables: Tables): Ask<"lockHeld" | "storeYes" | "countGiven"> {
  return {
    lockHeld: (of) =>
      tables
        .turnsOf(of)
        .filter(({ state }) => state === "leased")
        .map((assignment) => ({ ...assignment })),
    storeYes({ projectId, personId, yes }) {
      tables.yes.set(`${projectId}/${personId}`, yes)
      tables.accessVersion++
    },
    countGiven: ({ personId, projectIds, sinceMs }) =>
      projectIds
        .flatMap((projectId) => tables.turnsOf({ projectId, personId }))
        .filter(({ leasedAtMs, state }) => leasedAtMs > sinceMs || state === "leased").length,
  }
}

/**
 * An engine without a database: it runs what the rules ask for, one act at a time, and writes down the name of each operation in
 * `asked`. It takes nothing back: an act that ends with an error leaves what was written before, so that a test sees it.
 */
export class MemoryStore {
  readonly tables = new Tables()
  asked: (keyof Operations)[] = []
  operations: Operations = {
    ...{ ...drawOperations(this.tables), ...againOperations(this.tables) },
    ...{ ...answerOperations(this.tables), ...taskOperations(this.tables), ...questionOperations(this.tables) },
    ...{ ...sessionOperations(this.tables), ...contentOperations(this.tables) },
    ...UNPAID,
  }

  run<Result>(steps: Steps<Result>): Result {
    this.asked = []
    let step = steps.next()
    while (!step.done) step = steps.next(this.#answer(step.value))
    return step.value
  }

  #answer({ name, input }: Operation): unknown {
    this.asked.push(name)
    return (this.operations[name] as (...input: readonly unknown[]) => unknown)(...input)
  }
}
