import type {
  ByPerson,
  HeldAssignment,
  KnownThread,
  LockedSession,
  NewLease,
  StoredAnswer,
  TaskSlots,
  Versions,
} from "../allocation/operations.ts"
import type { SessionEnd } from "../pay/session.ts"

type Row<T> = { -readonly [Key in keyof T]: T[Key] }

interface ProjectRow extends Row<Versions> {
  leaseMs: number
  /** The first place that nobody was given yet. */
  nextSeq: number
  /** Known answers; the number of one is where it stands here. */
  gold: { readonly taskId: number; readonly state: "active" | "training" }[]
}

export interface TaskRow extends Row<TaskSlots> {
  projectId: number
  mark: 0 | 1 | 2
  hasAnswer: boolean
  differences: number
  texts: string
  changedAtMs: number
}

export interface TurnRow extends Row<HeldAssignment> {
  /** How it was chosen, as it is stored. */
  why: string | null
  reason: string | null
  changedAtMs: number
}

interface SessionRow extends Row<Omit<LockedSession, "openLeases">> {
  why: SessionEnd | null
}

/** The rows of an engine that keeps everything in memory. */
export class Tables {
  readonly projects = new Map<number, ProjectRow>()
  readonly tasks = new Map<string, TaskRow>()
  readonly assignments = new Map<string, TurnRow>()
  readonly answers = new Map<string, StoredAnswer & { readonly body: string }>()
  readonly counters = new Map<string, { leased: number; submitted: number; skipped: number; activeMs: number }>()
  readonly goldRows = new Map<string, { rate: number | null; left: number | null }>()
  readonly cursors = new Map<string, number>()
  readonly drafts = new Map<string, { readonly revision: number; readonly body: string }>()
  readonly timeStates = new Map<number, string>()
  /** Work sessions by number; closed ones stay. */
  readonly sessions = new Map<number, SessionRow>()
  readonly events: { readonly what: string; readonly taskId: number; readonly personId: number }[] = []
  /** Threads by the id that their first writer chose, with the ids of their messages. */
  readonly threads = new Map<string, Omit<KnownThread, "isStored"> & { readonly messages: Set<string> }>()
  /** Tasks that another transaction holds just then. */
  readonly busy = new Set<number>()
  /** To what declared content somebody said yes, as JSON, by project and person. */
  readonly yes = new Map<string, string>()
  /** Of every project. */
  accessVersion = 1
  /** Open tasks that one look reads. */
  maxScan = 1_000

  task(projectId: number, id: number): TaskRow {
    return mustBeThere(this.tasks.get(`${projectId}/${id}`), `task ${id}`)
  }

  assignment({ projectId, taskId, personId }: Pick<HeldAssignment, "projectId" | "taskId" | "personId">): TurnRow {
    return mustBeThere(this.assignments.get(`${projectId}/${taskId}/${personId}`), `turn ${taskId}/${personId}`)
  }

  hasMet({ projectId, personId }: ByPerson, taskId: number): boolean {
    return this.assignments.has(`${projectId}/${taskId}/${personId}`)
  }

  turnsOf({ projectId, personId }: ByPerson): TurnRow[] {
    return [...this.assignments.values()].filter(
      (assignment) => assignment.projectId === projectId && assignment.personId === personId,
    )
  }

  tasksOf(projectId: number): TaskRow[] {
    return [...this.tasks.values()].filter((task) => task.projectId === projectId)
  }

  /** The last session of a person in a project that is not closed, with its leases in hand. */
  sessionOf(of: ByPerson): LockedSession | undefined {
    const own = [...this.sessions.values()].filter(
      ({ projectId, personId, why }) => projectId === of.projectId && personId === of.personId && why === null,
    )
    return own.length > 0 ? this.lockedSession(Math.max(...own.map(({ id }) => id))) : undefined
  }

  lockedSession(id: number): LockedSession | undefined {
    const session = this.sessions.get(id)
    if (!session || session.why !== null) return undefined
    const { why: _, ...rest } = session
    const openLeases = this.turnsOf(session).filter((one) => one.state === "leased" && one.sessionId === id).length
    return { ...rest, openLeases }
  }

  /** A lease of a session ended. */
  touchSession(id: number | null, atMs: number): void {
    const session = id === null ? undefined : this.sessions.get(id)
    if (session) session.lastAtMs = Math.max(session.lastAtMs, atMs)
  }

  gold(projectId: number): ProjectRow["gold"] {
    return this.projects.get(projectId)?.gold ?? []
  }

  count({ projectId, personId }: ByPerson, by: { leased?: number; submitted?: number; skipped?: number; ms?: number }) {
    const key = `${projectId}/${personId}`
    const row = this.counters.get(key) ?? { leased: 0, submitted: 0, skipped: 0, activeMs: 0 }
    row.leased += by.leased ?? 0
    row.submitted += by.submitted ?? 0
    row.skipped += by.skipped ?? 0
    row.activeMs += by.ms ?? 0
    this.counters.set(key, row)
  }

  insert(taskId: number, lease: NewLease, source: HeldAssignment["source"], why: string): void {
    const {
      projectId,
      personId,
      publicId,
      leasedAtMs,
      expiresAtMs,
      ontologyVersion,
      guidelineVersion,
      nowMs,
      sessionId,
    } = lease
    if (this.hasMet(lease, taskId)) throw new Error(`person ${personId} meets task ${taskId} twice`)
    this.assignments.set(`${projectId}/${taskId}/${personId}`, {
      ...{ projectId, taskId, personId, publicId, leasedAtMs, expiresAtMs, ontologyVersion, guidelineVersion, source },
      ...{ state: "leased", fence: 1, activeMs: 0, revision: 0, counted: true, reason: null, changedAtMs: nowMs },
      ...{ question: "none", sessionId, why },
    })
    this.count(lease, { leased: 1 })
  }
}

function mustBeThere<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new Error(`the store has no ${what}`)
  return row
}

/** Given back without an answer: it may be taken up again. */
export const isOver = ({ state, revision }: HeldAssignment) =>
  state !== "leased" && state !== "submitted" && revision === 0

export const byChange = (a: TurnRow, b: TurnRow) => a.changedAtMs - b.changedAtMs || a.taskId - b.taskId
export const byLease = (a: HeldAssignment, b: HeldAssignment) => a.leasedAtMs - b.leasedAtMs || a.taskId - b.taskId
