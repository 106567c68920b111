import { z } from "zod"
import { AnnotationBody, Region } from "../annotation.ts"
import { AssignmentId, ProjectSlug, SubmissionId } from "../ids.ts"
import { Ontology } from "../ontology.ts"
import { OutcomeKind } from "../review.ts"
import { StoredBody } from "../stored.ts"
import { Millis } from "./common.ts"
import { Lease, ZoneInput } from "./work.ts"

const Ends = z.tuple([z.number(), z.number()])
/** A mean in pixels, or as a share of a side, with its interval at 95 %. */
const Mean = z.strictObject({ mean: z.number(), interval: Ends })
const EdgeName = z.enum(["left", "top", "right", "bottom"])
/** One edge: outside of the right one is positive. `found` where a bias was found at 10, 15, 20, 30 or 45 boxes. */
const Edge = z.strictObject({ edge: EdgeName, px: Mean, ratio: Mean, found: z.boolean() })
const Share = { times: z.int(), of: z.int(), interval: Ends }
const CharacterClass = z.enum(["digits", "capitals", "accents", "punctuation", "spaces", "letters", "names"])

const NotedAbout = z.enum(["edges", "attribute", "extra", "twice", "other"])

/** What stands out, and so what is practised first; null for nothing. */
const Focus = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("edge"), edge: EdgeName }),
  z.strictObject({ of: z.literal("missed"), fromPx: z.int() }),
  z.strictObject({ of: z.literal("label"), right: z.string(), mine: z.string() }),
  z.strictObject({ of: z.literal("characters"), class: CharacterClass }),
])

/** What a person's confirmed errors in one project have in common. Only they read it, and a mentor whom they accept. */
export const ErrorProfile = z.strictObject({
  edges: z.strictObject({
    boxes: z.int(),
    sinceMs: Millis.nullable(),
    edges: z.array(Edge).nullable(),
    weeks: z.array(z.strictObject({ weekMs: z.int(), boxes: z.int(), edges: z.array(Edge) })),
  }),
  outlines: z.strictObject({ shapes: z.int(), movedPx: Mean.nullable() }),
  missed: z.strictObject({
    bySize: z.array(z.strictObject({ fromPx: z.int(), ...Share })),
    byLabel: z.array(z.strictObject({ label: z.string(), ...Share })),
  }),
  confusions: z.array(z.strictObject({ right: z.string(), mine: z.string(), ...Share })),
  characters: z.strictObject({
    texts: z.int(),
    tooLong: z.int(),
    classes: z.array(
      z.strictObject({
        class: CharacterClass,
        ...Share,
        replaced: z.int(),
        leftOut: z.int(),
        added: z.int(),
        example: z.strictObject({ right: z.string(), mine: z.string(), times: z.int() }).nullable(),
      }),
    ),
  }),
  /** Of regions that a mentor read whole, so many with a note about what is measured nowhere else. */
  noted: z.array(z.strictObject({ about: NotedAbout, ...Share })),
  focus: Focus.nullable(),
})
export type ErrorProfile = z.infer<typeof ErrorProfile>

/** Which project's errors; null for the one with the latest confirmed answer. */
export const LearnInput = z.strictObject({ project: ProjectSlug.nullable(), ...ZoneInput.shape })
/** What a person learns of their own errors. */
export const LearnPage = z.strictObject({
  /** Projects in which answers of theirs are confirmed, or they work; the one shown, null where there is none. */
  projects: z.array(z.strictObject({ project: ProjectSlug, name: z.string(), confirmed: z.int() })),
  project: ProjectSlug.nullable(),
  ontology: Ontology.nullable(),
  /** Fewer things than this are not told of. */
  least: z.int(),
  /** Confirmed answers and things in them, by what confirms them. */
  sources: z.strictObject({ gold: z.int(), decision: z.int(), mentor: z.int(), items: z.int() }),
  profile: ErrorProfile.nullable(),
  /** Pictures with a confirmed error, that there are to practise on, at most twelve. */
  practice: z.int(),
  /** Practices so far, the last first: how many pictures, and when. */
  practised: z.array(z.strictObject({ pictures: z.int(), atMs: Millis })),
  /** A known answer was wrong, by which they had been measured: what is out, and what it changes. */
  correction: z
    .strictObject({
      times: z.int(),
      atMs: Millis,
      assignmentId: AssignmentId,
      /** Whether they said so first. */
      found: z.boolean(),
      /** The edge that it moves most, with it and without; null where figures of edges do not stand here. */
      edge: z.strictObject({ edge: EdgeName, before: z.number(), after: z.number() }).nullable(),
    })
    .nullable(),
})
export type LearnPage = z.infer<typeof LearnPage>

/** Asks for pictures of one's own to practise on, in a project that one works in. */
export const PracticeInput = z.strictObject({ project: ProjectSlug, ...ZoneInput.shape })
/**
 * Up to twelve pictures in which an error of one's own is confirmed, as tasks for the task page. None of them is a task of the queue:
 * what is drawn is nobody's answer, and nobody judges it.
 */
export const Practice = z.strictObject({ leases: z.array(Lease), focus: Focus.nullable() })
export type Practice = z.infer<typeof Practice>
/** What was drawn to practise on one picture; the same `practiceId` sent again is the same. `round`: one practice. */
export const PracticeSent = z.strictObject({
  practiceId: SubmissionId,
  round: z.uuid(),
  assignmentId: AssignmentId,
  body: StoredBody,
})
const EdgeDistances = z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable()
/** The right answer beside what was drawn now, and how far each edge lies off, now and when the picture was first answered. */
export const PracticeFeedback = z.strictObject({
  known: AnnotationBody,
  mine: AnnotationBody,
  differences: z.array(
    z.strictObject({ kind: OutcomeKind, mine: Region.nullable(), known: Region.nullable(), edges: EdgeDistances }),
  ),
  passed: z.boolean(),
  earlier: z.strictObject({
    atMs: Millis,
    edges: z.array(z.strictObject({ region: z.string(), was: EdgeDistances, now: EdgeDistances })),
  }),
})
export type PracticeFeedback = z.infer<typeof PracticeFeedback>
