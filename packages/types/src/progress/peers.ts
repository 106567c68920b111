import { z } from "zod"
import { AnnotationBody } from "../annotation.ts"
import { Size } from "../geometry.ts"
import { AssignmentId, ProjectSlug } from "../ids.ts"
import { Ontology } from "../ontology.ts"
import { storableText } from "../text.ts"
import { Media, Millis } from "../wire/common.ts"

const MOST_TEXT = 1_000
const SeatId = z.uuid().brand<"PeerSeatId">()
/** A clause of the guideline that the answer was given under. */
const ClauseNamed = z.strictObject({ number: z.string(), en: z.string().nullable(), fr: z.string().nullable() })
/** A clause by its number, with its title in every language that it has. */
export type ClauseNamed = z.infer<typeof ClauseNamed>

/** Names the place of somebody who reads answers in a project. */
export const PeerSeatOnly = z.strictObject({ project: ProjectSlug, seat: SeatId })

/** What somebody says of one answer: whether they would have accepted it as it is, and for a no a clause or words. */
const Said = z
  .strictObject({ yes: z.boolean(), clause: z.string().max(40).nullable(), words: storableText(MOST_TEXT) })
  .refine(({ yes, clause, words }) => yes || clause !== null || words.trim() !== "", "reason_missing")
/** What was said of one answer; of a picture that is gone nothing is. */
export type PeerSaid = z.infer<typeof Said>
/** Everything that somebody says, in the order in which the answers were shown, once. Null: its picture is gone. */
export const PeerSheet = z.strictObject({ ...PeerSeatOnly.shape, said: z.array(Said.nullable()).max(20) })

/** Places that wait for somebody who reviews. */
export const PeerSeats = z.strictObject({
  seats: z.array(z.strictObject({ seat: SeatId, project: ProjectSlug, name: z.string(), dueMs: Millis })),
})
export type PeerSeats = z.infer<typeof PeerSeats>

/** Answers to read, without a name, a time or what became of them. */
export const PeerReading = z.strictObject({
  /** `gone`: somebody else reads them, or nobody any more. */
  state: z.enum(["asked", "sent", "gone"]),
  dueMs: Millis,
  ontology: Ontology,
  /** Null: its picture is gone, and nothing is said of it. */
  items: z.array(
    z
      .strictObject({
        media: Media,
        size: Size,
        body: AnnotationBody,
        clauses: z.array(ClauseNamed),
      })
      .nullable(),
  ),
})
export type PeerReading = z.infer<typeof PeerReading>

/** What two people said, in no order that names them; null while they read. */
export const PeersShown = z.strictObject({
  state: z.enum(["open", "done", "few_items", "too_few", "late", "stopped"]),
  /** When it is over at the latest. */
  untilMs: Millis,
  isRecommended: z.boolean(),
  sheets: z.array(
    z.array(z.strictObject({ yes: z.boolean(), clause: ClauseNamed.nullable(), words: z.string() }).nullable()),
  ),
  /** One's own answers in their order, for whoever asked; empty for everybody else, null where a picture is gone. */
  own: z.array(AssignmentId.nullable()),
})
export type PeersShown = z.infer<typeof PeersShown>
