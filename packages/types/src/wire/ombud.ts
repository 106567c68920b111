import { z } from "zod"
import { DecisionId, PersonId, ProjectSlug } from "../ids.ts"
import { MessageId, Written } from "../questions.ts"
import { Millis } from "./common.ts"
import { DecisionOne } from "./decision.ts"
import { Contact } from "./work.ts"

/** What somebody writes to the ombud about: a rejection that stands, or that they were paused in a project or taken out of it. */
export const OmbudAbout = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("decision"), decision: DecisionId }),
  z.strictObject({ kind: z.literal("restriction"), project: ProjectSlug }),
])
export type OmbudAbout = z.infer<typeof OmbudAbout>

/** What it is about, for reading what was written. */
export const OmbudAsk = z.strictObject({ about: OmbudAbout })
/** Writes to the ombud; the message's id is made by its writer, so that sending it twice is one message. */
export const OmbudWrite = z.strictObject({ about: OmbudAbout, messageId: MessageId, text: Written })

const OmbudMessage = z.strictObject({ fromOmbud: z.boolean(), text: z.string(), atMs: Millis })

/**
 * A person's own matter: until when they can write (null: there is nothing to write about, or no more), whom it goes to (null: this
 * studio has no ombud outside of the project), what was written, and when the ombud had it decided again.
 */
export const OmbudThread = z.strictObject({
  untilMs: Millis.nullable(),
  ombud: Contact.nullable(),
  messages: z.array(OmbudMessage),
  reopenedAtMs: Millis.nullable(),
})
export type OmbudThread = z.infer<typeof OmbudThread>

const MatterId = z.uuid().brand<"MatterId">()
/** Which of those that were brought to the ombud is read or acted on; nobody else knows its id. */
export const OmbudMatterInput = z.strictObject({ matter: MatterId })
/** Answers the person who wrote. */
export const OmbudAnswer = z.strictObject({ matter: MatterId, messageId: MessageId, text: Written })

const MatterRow = z.strictObject({
  matter: MatterId,
  projectName: z.string(),
  /** Whether it is about a decision; else about a restriction. */
  isDecision: z.boolean(),
  /** The last message, and whether it waits for the ombud. */
  text: z.string(),
  atMs: Millis,
  waits: z.boolean(),
})
/** The ombud's list: what waits first, oldest first; then the others, latest first. */
export const OmbudMatters = z.strictObject({ matters: z.array(MatterRow) })
export type OmbudMatters = z.infer<typeof OmbudMatters>

/**
 * One matter as the ombud reads it: that case and no other, without a name. `one` is null for a restriction, of which `restriction` then
 * says what and when; `mayReopen` says whether it can be decided again.
 */
export const OmbudMatter = z.strictObject({
  row: MatterRow,
  messages: z.array(OmbudMessage),
  one: DecisionOne.nullable(),
  restriction: z.strictObject({ what: z.enum(["paused", "removed"]), atMs: Millis, reason: z.string() }).nullable(),
  mayReopen: z.boolean(),
  reopenedAtMs: Millis.nullable(),
})
export type OmbudMatter = z.infer<typeof OmbudMatter>

/** Who the ombud of this studio is, as its operators see it; null for nobody. */
export const OmbudOfStudio = z.strictObject({ person: PersonId.nullable() })
