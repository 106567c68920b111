import { z } from "zod"
import { ProjectSlug } from "../ids.ts"
import { Millis } from "./common.ts"

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
      atMs: Millis,
      answerByMs: Millis,
    }),
  ),
  /** Tasks that took longer than their time limit lately, newest first: they are paid, and nothing waits for an answer. */
  long: z.array(
    z.strictObject({
      project: ProjectSlug,
      projectName: z.string(),
      name: z.string(),
      leasedAtMs: Millis,
      capSeconds: z.int(),
      seconds: z.int(),
    }),
  ),
})
