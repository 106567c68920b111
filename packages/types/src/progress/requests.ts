import { z } from "zod"
import { ProjectSlug } from "../ids.ts"
import { storableText } from "../text.ts"
import { Millis } from "../wire/common.ts"
import { Criterion } from "../wire/mentor.ts"
import { PeersShown } from "./peers.ts"

const MOST_TEXT = 1_000
const RequestId = z.uuid().brand<"ProgressRequestId">()
/** What of the published criteria somebody may send to an owner: never their hours. */
const SentName = z.enum(["accepted", "accuracy", "usefulNotes"])
const SentFact = z.strictObject({ name: SentName, value: z.number(), over: Criterion.shape.over })

/** Asks a project's owner to review there, with the facts that one chooses to send, and words; "" for none. */
export const ProgressAsk = z.strictObject({
  project: ProjectSlug,
  facts: z.array(SentName).max(SentName.options.length),
  words: storableText(MOST_TEXT),
})
/** What comes next for somebody in a project: what each step asks of everybody, where they stand, and what became of asking. */
export const ProgressShown = z.strictObject({
  mentor: z.array(Criterion),
  reviewer: z.array(Criterion),
  isReviewer: z.boolean(),
  mayAsk: z.boolean(),
  /** The last request; null for none. */
  request: z
    .strictObject({
      askedAtMs: Millis,
      facts: z.array(SentFact),
      answer: z.enum(["yes", "no"]).nullable(),
      reason: z.string(),
      answeredAtMs: Millis.nullable(),
      /** What others said of answers of theirs; null for a request of before that was asked. */
      peers: PeersShown.nullable(),
    })
    .nullable(),
  /** Whether the request can be taken back: not any more once somebody read. */
  mayTakeBack: z.boolean(),
  /** From when on they may ask again; null where nothing keeps them. */
  againFromMs: Millis.nullable(),
})
export type ProgressShown = z.infer<typeof ProgressShown>

/** Open requests as an owner reads them: by the name that the project shows, with what its person chose to send and nothing else. */
export const ProgressRequests = z.strictObject({
  requests: z.array(
    z.strictObject({
      request: RequestId,
      name: z.string(),
      facts: z.array(SentFact),
      words: z.string(),
      askedAtMs: Millis,
      peers: PeersShown.nullable(),
    }),
  ),
})
export type ProgressRequests = z.infer<typeof ProgressRequests>
/** An owner's yes or no, with its reason, which its person reads. */
export const ProgressAnswer = z.strictObject({
  project: ProjectSlug,
  request: RequestId,
  yes: z.boolean(),
  reason: storableText(MOST_TEXT).refine((text) => text.trim() !== "", "empty_text"),
})
