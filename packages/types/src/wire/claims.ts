import { z } from "zod"
import { AssignmentId, ProjectSlug } from "../ids.ts"
import { Millis } from "./common.ts"

/** Says that what was counted in a session beyond the time limits of its tasks is to be paid. */
export const BeyondInput = z.strictObject({ session: z.int().positive() })
/** What is granted of what was asked for. */
export const ClaimAnswerInput = z.strictObject({ claim: z.int().positive(), seconds: z.int().nonnegative() })
/** Claims that wait for this person's answer, oldest first, by the name that they are shown by. */
export const ClaimsToAnswer = z.strictObject({
  claims: z.array(
    z.strictObject({
      id: z.int(),
      project: ProjectSlug,
      projectName: z.string(),
      name: z.string(),
      sessionAtMs: Millis,
      sessionSeconds: z.int(),
      askedSeconds: z.int(),
      grantedSeconds: z.int(),
      note: z.string(),
      isBeyond: z.boolean(),
      atMs: Millis,
      answerByMs: Millis,
    }),
  ),
  /** Tasks with which somebody went on beyond the time limit lately, newest first: nothing waits for an answer. */
  wentOn: z.array(
    z.strictObject({
      project: ProjectSlug,
      projectName: z.string(),
      name: z.string(),
      leasedAtMs: Millis,
      capSeconds: z.int(),
      extensions: z.int(),
    }),
  ),
})

/** How long a task in hand may take before its person is asked; counted from what its assignment had when it was leased. */
const TimeLimit = z.strictObject({ fromSeconds: z.int(), capSeconds: z.int(), extensions: z.int() })
/** Null where nobody is paid: there is no limit. */
export const TimeLimitShown = z.strictObject({ limit: TimeLimit.nullable() })
/** Goes on beyond the limit that was seen after so many extensions. */
export const ExtendInput = z.strictObject({ assignmentId: AssignmentId, extensions: z.int().nonnegative() })
/** Whether it was granted, or why the time beyond waits. */
export const ExtendOutput = z.strictObject({
  status: z.enum(["granted", "early", "ended", "exposed", "unfunded"]),
  limit: TimeLimit,
})
