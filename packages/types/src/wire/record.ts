import { z } from "zod"
import { ProjectKind } from "../kinds/list.ts"
import { RecordClaims, RecordFact, RecordNumber } from "../records/claims.ts"
import { storableText } from "../text.ts"
import { Day, Millis } from "./common.ts"

/** All that could be said of the caller's work now, and what they signed before. */
export const RecordFacts = z.strictObject({
  /** The name of the account: what a record calls its person unless they choose another, or none. */
  name: z.string(),
  /** Each claim that there is something to say for. */
  facts: RecordClaims.omit({ name: true, activeHours: true }),
  hours: z.array(z.strictObject({ kind: ProjectKind, seconds: z.int().positive(), since: Day })),
  /** Answers that were compared so far, and from how many on an accuracy is said. */
  compared: z.strictObject({ n: z.int().nonnegative(), least: z.int() }),
  /** The studio that will sign, as its address says. */
  issuer: z.string(),
  signed: z.array(z.strictObject({ number: RecordNumber, issuedAtMs: Millis, withdrawnAtMs: Millis.nullable() })),
})
export type RecordFacts = z.infer<typeof RecordFacts>

/** What a record is to say: a name (null for none), hours of some kinds of tasks, and other facts. */
export const RecordTicks = z.strictObject({
  name: storableText(80).min(1).nullable(),
  hours: z.array(ProjectKind).max(ProjectKind.options.length),
  facts: z.array(RecordFact).max(RecordFact.options.length),
})
export type RecordTicks = z.infer<typeof RecordTicks>

/** Names one record of the caller's own. */
export const RecordInput = z.strictObject({ number: RecordNumber })

/** A record as it was signed, and where it can be checked. */
export const SignedRecord = z.strictObject({
  number: RecordNumber,
  /** The file: a JWS in compact form. */
  jws: z.string(),
  issuer: z.string(),
  issuedAtMs: Millis,
  withdrawnAtMs: Millis.nullable(),
  /** Thumbprint of the key that signed (RFC 7638). */
  key: z.string(),
  claims: RecordClaims,
})
export type SignedRecord = z.infer<typeof SignedRecord>

/** How much there is about the caller now of what is counted, by line of the register: rows, and seconds of time. */
export const Measured = z.strictObject({ now: z.record(z.string(), z.int().nonnegative()) })
