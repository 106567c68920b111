import { z } from "zod"
import { AnnotationBody } from "../annotation.ts"
import { Box, Size } from "../geometry.ts"
import { AssignmentId, LabelId, PersonId, ProjectSlug, RegionId } from "../ids.ts"
import { Ontology } from "../ontology.ts"
import { DecisionReason } from "../review.ts"
import { storableText } from "../text.ts"
import { Media, Millis } from "./common.ts"
import { ErrorProfile } from "./learning.ts"
import { ReadingInput, ZoneInput } from "./work.ts"

/** The longest note, and the longest wish. */
const MOST_TEXT = 1_000
const PairId = z.uuid().brand<"PairId">()
const NoteId = z.uuid().brand<"MentorNoteId">()

/** One thing that a step asks: what is asked at least, where somebody stands, and of an accuracy its interval. */
export const Criterion = z.strictObject({
  name: z.enum(["accepted", "accuracy", "hours", "usefulNotes"]),
  least: z.number(),
  value: z.number().nullable(),
  over: z.strictObject({ ratio: z.number(), low: z.number(), high: z.number(), n: z.int() }).nullable(),
  isMet: z.boolean(),
})
export type Criterion = z.infer<typeof Criterion>

/** Asks for a mentor in a project, with what one would like to learn; "" for nothing in particular. */
export const MentorAsk = z.strictObject({ project: ProjectSlug, words: storableText(MOST_TEXT) })
/** Names one pair; nobody but its two people, and those who may take a request up, know of it. */
export const PairOnly = z.strictObject({ pair: PairId })
/** A learner's yes or no to whoever offered. */
export const PairAnswer = z.strictObject({ pair: PairId, yes: z.boolean() })
/** Says of a note whether it helped. */
export const NoteUseful = z.strictObject({ note: NoteId, useful: z.boolean() })

/** What a note is about: the words in which reviewers say why an answer was not kept. */
const About = DecisionReason.shape.code
/** What is right there instead, by a mentor's word; each null where the note does not say it. */
const Right = z.strictObject({
  label: LabelId.nullable(),
  text: storableText(MOST_TEXT).nullable(),
  place: Box.nullable(),
})
/** Says of a note that its reader sees it otherwise, or no longer does. */
export const NoteContest = z.strictObject({ note: NoteId, contested: z.boolean() })
/** A mentor no longer says what they wrote: it is read and counted no more. */
export const NoteTakeBack = z.strictObject({ project: ProjectSlug, pair: PairId, note: NoteId })

/** What a mentor wrote, and what its reader said of it. */
const Note = z.strictObject({
  note: NoteId,
  /** Null in notes from before this was asked. */
  about: About.nullable(),
  right: Right,
  contested: z.boolean(),
  /** The region that it is about; null for the whole picture. */
  region: RegionId.nullable(),
  text: z.string(),
  atMs: Millis,
  useful: z.boolean().nullable(),
})
/** What a mentor wrote of an answer or a region, and whether it helped. */
export type MentorNote = z.infer<typeof Note>
/** An answer of the learner with its picture and what was written of it. */
const NotedAnswer = z.strictObject({
  assignmentId: AssignmentId,
  sentAtMs: Millis,
  media: Media,
  size: Size,
  body: AnnotationBody,
  notes: z.array(Note),
  /** A mentor read it whole: all that they would change is noted. */
  readWhole: z.boolean(),
})
export type NotedAnswer = z.infer<typeof NotedAnswer>

/** A learner's own part: their request or their mentor in a project, and the notes about their answers. */
export const MyMentor = z.strictObject({
  pair: z
    .strictObject({
      pair: PairId,
      state: z.enum(["asked", "offered", "paired"]),
      /** As the project lets one read names; null while nobody offered. */
      mentor: z.string().nullable(),
      words: z.string(),
      sinceMs: Millis,
    })
    .nullable(),
  /** How many people offer to mentor there. */
  offering: z.int(),
  /** Whether mentors are anything to this person: they have one or asked, notes are there, somebody could be theirs, or they somebody's. */
  concerns: z.boolean(),
  ontology: Ontology,
  /** Answers with notes, the one with the latest note first. */
  answers: z.array(NotedAnswer),
})
export type MyMentor = z.infer<typeof MyMentor>

/** What somebody can do as a mentor, by project: whether they may, whether they offer to, who asks, and whom they mentor. */
export const MentorWork = z.strictObject({
  projects: z.array(
    z.strictObject({
      project: ProjectSlug,
      name: z.string(),
      criteria: z.array(Criterion),
      isNamed: z.boolean(),
      may: z.boolean(),
      offers: z.boolean(),
      pairs: z.array(
        z.strictObject({
          pair: PairId,
          state: z.enum(["asked", "offered", "paired"]),
          learner: z.string(),
          words: z.string(),
          sinceMs: Millis,
        }),
      ),
    }),
  ),
})
export type MentorWork = z.infer<typeof MentorWork>
/** Says that one offers to mentor in a project, or no longer does. */
export const MentorOffers = z.strictObject({ project: ProjectSlug, offers: z.boolean() })

/** Which learner of a project a mentor reads. */
export const LearnerInput = z.strictObject({ project: ProjectSlug, pair: PairId, ...ZoneInput.shape })
/** One learner as the mentor whom they accepted reads them: what they err in, and their latest answers. */
export const LearnerShown = z.strictObject({
  learner: z.string(),
  words: z.string(),
  ontology: Ontology,
  /** Fewer confirmed things than this are not told of. */
  least: z.int(),
  profile: ErrorProfile.nullable(),
  answers: z.array(NotedAnswer),
})
export type LearnerShown = z.infer<typeof LearnerShown>
/** A note on an answer of a learner; its name is made by its writer, so that sending it twice is one note. */
export const NoteWrite = z.strictObject({
  project: ProjectSlug,
  pair: PairId,
  assignmentId: AssignmentId,
  noteId: NoteId,
  region: RegionId.nullable(),
  about: About,
  right: Right,
  text: storableText(MOST_TEXT).refine((text) => text.trim() !== "", "empty_text"),
})
/** Says that an answer was read whole, or was not after all. */
export const ReadWhole = z.strictObject({
  project: ProjectSlug,
  pair: PairId,
  assignmentId: AssignmentId,
  whole: z.boolean(),
})
/** Time in which a mentor reads a learner's answers and writes of them. */
export const MentorTime = ReadingInput.omit({ guidelineVersion: true })
/** Seconds of it that are new, as another page may have told some of them; and of today. */
export const MentorTimeCounted = z.strictObject({ countedSeconds: z.int(), todaySeconds: z.int() })

/** An owner names somebody as a mentor, or no longer does. */
export const MentorName = z.strictObject({ project: ProjectSlug, person: PersonId, named: z.boolean() })
/** What an owner reads of mentoring: whom they named, and counts. Never who is with whom, nor what is written. */
export const MentorsOfProject = z.strictObject({
  named: z.array(PersonId),
  offering: z.int(),
  pairs: z.int(),
  notes: z.int(),
})
export type MentorsOfProject = z.infer<typeof MentorsOfProject>
