import { type AssignmentId, type ProjectSlug, Sha256 } from "@justesse/types"
import type { HeldLeases, Lease } from "@justesse/types/wire/work"
import { api } from "../../../api.ts"
import { memoryActs } from "../../../offline/acts.ts"
import { ActSender } from "../../../offline/sender.ts"
import type { TaskTransport } from "../../../workbench/annotate/transport.ts"
import { trpcTransport } from "../../../workbench/annotate/trpcTransport.ts"

/** One practice: its pictures, and which of them were right when they were sent last. */
export interface Round {
  readonly id: string
  readonly project: ProjectSlug
  readonly leases: readonly Lease[]
  readonly passed: Map<AssignmentId, boolean>
}

const NOTHING_STORED = Sha256.parse("0".repeat(64))

/**
 * The task page over pictures of one's own: what is sent is practice and goes to nobody; time is told as that of any task. Beginning
 * with `first` where one of them is done once more.
 */
export function practiceTransport(round: Round, first: AssignmentId | null): TaskTransport {
  const left = new Set(round.leases.map(({ assignmentId }) => assignmentId).filter((id) => !round.passed.has(id)))
  if (first) left.add(first)
  const rank = ({ assignmentId }: Lease) => (assignmentId === first ? 0 : 1)
  const held = (): HeldLeases => {
    const leases = round.leases.filter(({ assignmentId }) => left.has(assignmentId)).sort((a, b) => rank(a) - rank(b))
    return { leases, none: leases.length > 0 ? null : { reason: "all_answered", pausedReason: "" } }
  }
  const leaseOf = (id: AssignmentId): Promise<Lease> => {
    const lease = round.leases.find(({ assignmentId }) => assignmentId === id)
    return lease ? Promise.resolve(lease) : Promise.reject(new Error("no picture of this practice"))
  }
  return {
    ...trpcTransport,
    next: async () => held(),
    open: leaseOf,
    revise: leaseOf,
    saveDraft: async ({ revision }) => ({ revision, savedAtMs: Date.now() }),
    async submitNext({ submissionId, assignmentId, body }) {
      const sent = { practiceId: submissionId, round: round.id, assignmentId, body }
      const feedback = await api.learning.practise.mutate(sent)
      left.delete(assignmentId)
      round.passed.set(assignmentId, feedback.passed)
      const { passed } = round
      const counts = { done: passed.size, of: round.leases.length }
      const passedSoFar = [...passed.values()].filter((isRight) => isRight).length
      const stored = { sha256: NOTHING_STORED, revision: 1, counted: "counted" as const, storedAtMs: Date.now() }
      return {
        receipt: { submissionId, assignmentId, ...stored },
        ...held(),
        tryOut: { ...feedback, ...counts, passedSoFar },
      }
    },
    async skip({ assignmentId }) {
      left.delete(assignmentId)
      return held()
    },
    ask: async () => held(),
    previous: async () => null,
  }
}

/** Sends what is practised at once, and keeps nothing of it on this computer. */
export function practiceSender(transport: TaskTransport): ActSender {
  const alone = {
    person: 0,
    whoseSession: async () => 0,
    exclusively: (_: string, work: () => Promise<void>) => work(),
  }
  return new ActSender({ ...alone, transport, store: memoryActs(), want: () => 12, onSent: () => {} })
}
