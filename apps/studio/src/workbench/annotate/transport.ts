import type { AssignmentId, PayMode, ProjectSlug } from "@justesse/types"
import type { Conditions } from "@justesse/types/wire/project"
import type { AskInput } from "@justesse/types/wire/question"
import type {
  Guide,
  GuideInput,
  HeartbeatInput,
  HeartbeatOutput,
  HeldLeases,
  Lease,
  NextInput,
  SaveDraftInput,
  SaveDraftOutput,
  SkipInput,
  SubmitInput,
  SubmitOutput,
} from "@justesse/types/wire/work"
import type { SentTask } from "@justesse/types/wire/work/history"
import type { z } from "zod"

// What is sent has been parsed already: branded ids, not any string.
type In<S extends z.ZodType> = z.output<S>
type Out<S extends z.ZodType> = z.output<S>
export type Submit = In<typeof SubmitInput>
type Skip = In<typeof SkipInput>
type Ask = In<typeof AskInput>
export type Heartbeat = In<typeof HeartbeatInput>

/** Everything the task page asks of the outside. Benchmarks and tests give their own; the studio gives the wire. */
export interface TaskTransport {
  next(input: In<typeof NextInput>): Promise<HeldLeases>
  /** Open tasks that this person could do in a project, and whether it pays; absent where tasks are no work. */
  outlook?(project: ProjectSlug): Promise<{ readonly available: number; readonly pays: boolean } | null>
  open(assignmentId: AssignmentId): Promise<Lease>
  saveDraft(input: In<typeof SaveDraftInput>): Promise<Out<typeof SaveDraftOutput>>
  submitNext(input: Submit): Promise<Out<typeof SubmitOutput>>
  skip(input: Skip): Promise<HeldLeases>
  ask(input: Ask): Promise<HeldLeases>
  /** `last`: the page is being left; send it so that it survives. */
  heartbeat(input: Heartbeat, last: boolean): Promise<Out<typeof HeartbeatOutput> | null>
  previous(project: ProjectSlug, before: AssignmentId | null): Promise<SentTask | null>
  revise(assignmentId: AssignmentId): Promise<Lease>
  guide(input: In<typeof GuideInput>): Promise<Guide>
  conditions(project: ProjectSlug): Promise<Conditions>
  acceptConditions(project: ProjectSlug, guidelineVersion: number, mode: PayMode): Promise<void>
}
