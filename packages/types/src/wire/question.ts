import { z } from "zod"
import { Size } from "../geometry.ts"
import { AssetId, AssignmentId, ProjectSlug, RegionId, TaskId } from "../ids.ts"
import { NoticeDetail, NoticeKind } from "../inbox/notices.ts"
import { RowCells } from "../kinds/about.ts"
import { AHEAD } from "../people.ts"
import { MessageId, Seen, Spot, ThreadId, ThreadKind, ThreadState, WriterRole, Written } from "../questions.ts"
import { DecisionReason } from "../review.ts"
import { Language, Localized, storableText } from "../text.ts"
import { Cursor, Limit, Media, Millis } from "./common.ts"
import { HeldLeases, ZoneInput } from "./work.ts"

const CLAUSE = z.string().max(40)
/** A message with the ids that its writer made before it was sent. */
const SAID = { threadId: ThreadId, messageId: MessageId, text: Written }

/** One message as its reader may know it: `mine`, or by whom: a name where they may read names, else "". */
export const Message = z.strictObject({
  role: WriterRole,
  by: z.string(),
  mine: z.boolean(),
  text: z.string(),
  atMs: Millis,
})
export type Message = z.infer<typeof Message>

const THREAD = {
  threadId: ThreadId,
  kind: ThreadKind,
  state: ThreadState,
  regionId: RegionId.nullable(),
  spot: Spot,
  /** Why an answer came back, or what somebody disagrees with. */
  reason: DecisionReason.nullable(),
  seen: Seen.nullable(),
  /** The clause that was named, or that the answer became; then with the version of the guideline that brought it. */
  clause: CLAUSE.nullable(),
  clauseVersion: z.int().nullable(),
  askedAtMs: Millis,
  changedAtMs: Millis,
}

/** A thread about the work of whoever reads it: by their assignment, which names neither task nor asset (I5). */
export const MyThread = z.strictObject({
  ...THREAD,
  assignmentId: AssignmentId,
  project: ProjectSlug,
  projectName: z.string(),
  /** Of the picture; "" where they left the project. */
  thumbnail: z.string(),
  /** Names of the labels that it shows, as the project has them now; one that it no longer has is missing. */
  labelNames: z.record(z.string(), Localized),
  messages: z.array(Message),
  unread: z.boolean(),
})
export type MyThread = z.infer<typeof MyThread>

/** One of the caller's own, or one about their work; anybody else's is unknown. */
export const ThreadInput = z.strictObject({ threadId: ThreadId })
/** Threads about one assignment of the reader's. */
export const HereInput = z.strictObject({ assignmentId: AssignmentId })
/** Threads of the reader's, oldest first. */
export const MyThreads = z.strictObject({ threads: z.array(MyThread) })
/** A page of the reader's threads, latest first. */
export const MineInput = z.strictObject({ cursor: Cursor, limit: Limit })
/** A page of the reader's threads; `waiting` of all of them wait for an answer. */
export const MinePage = z.strictObject({ threads: z.array(MyThread), next: Cursor, waiting: z.int() })

/**
 * Asks about a task in hand, or once more in a thread about it. Both ids are made by the client and kept before it sends: sent again
 * it changes nothing. `putAside`: the task keeps its place and comes first with the answer; others are drawn up to `want`.
 */
export const AskInput = z.strictObject({
  ...SAID,
  assignmentId: AssignmentId,
  fence: z.int(),
  regionId: RegionId.nullable(),
  spot: Spot,
  /** The clause that was offered and did not answer. */
  clause: CLAUSE.nullable(),
  putAside: z.boolean(),
  want: z.int().min(1).max(AHEAD.most),
  /** Tasks that follow are taken in hand on the day that it is where their person is. Absent from pages of before: UTC. */
  ...ZoneInput.partial().shape,
})
export type AskInput = z.infer<typeof AskInput>
/** What became of the task: put aside until then, or asked about and still in hand; and what is in hand now. */
export const AskOutput = z.strictObject({
  asked: z.enum(["none", "asked", "aside", "answered"]),
  keptUntilMs: Millis,
  ...HeldLeases.shape,
})

/** One more message of whoever the thread is about. */
export const ReplyInput = z.strictObject(SAID)
/** Says that somebody does not agree with what became of an answer of theirs, at a place of it. */
export const DisagreeInput = z.strictObject({
  ...SAID,
  assignmentId: AssignmentId,
  regionId: RegionId.nullable(),
  spot: Spot,
  reason: DecisionReason.nullable(),
})

/** Who answers questions in a project, and how soon as a rule; null while fewer than three were answered. */
export const Answerers = z.strictObject({ answer: z.array(z.string()), typicalMinutes: z.int().nullable() })
export type Answerers = z.infer<typeof Answerers>

/** A thread of a project as owners and reviewers see it. `who`: a name, or a pseudonym where names are not told. */
export const ThreadRow = z.strictObject({
  threadId: ThreadId,
  kind: ThreadKind,
  state: ThreadState,
  who: z.string(),
  role: WriterRole,
  /** The first message. */
  text: z.string(),
  /** Id of the label of what was asked about; "" for none. */
  label: z.string(),
  /** Its name as the project has it now; null where there is none. */
  labelName: Localized.nullable(),
  spot: Spot,
  size: Size,
  media: Media,
  /** The row that its task is about; absent where it is about none. */
  cells: RowCells.optional(),
  clause: CLAUSE.nullable(),
  clauseVersion: z.int().nullable(),
  askedAtMs: Millis,
  changedAtMs: Millis,
})
export type ThreadRow = z.infer<typeof ThreadRow>
/** Which threads of a project to list: those that wait, longest first; those that are over, latest first. */
export const ThreadListInput = z.strictObject({
  project: ProjectSlug,
  which: z.enum(["open", "answered", "clauses"]),
  cursor: Cursor,
  limit: Limit,
})
/** What was asked more than once: the first of them, how often, and the clause that it became. */
const Repeated = z.strictObject({ threadId: ThreadId, text: z.string(), times: z.int(), clause: CLAUSE.nullable() })
/** A page of threads with what the first sentence says. */
export const ThreadList = z.strictObject({
  rows: z.array(ThreadRow),
  next: Cursor,
  waiting: z.int(),
  /** When the longest waiting one was asked; null for none. */
  longestSinceMs: Millis.nullable(),
  /** How many have waited for more than a day. */
  late: z.int(),
  answered: z.int(),
  clauses: z.int(),
  typicalMinutes: z.int().nullable(),
  repeated: z.array(Repeated),
})
export type ThreadList = z.infer<typeof ThreadList>

/** One of a project, for whoever answers there. */
export const ThreadOneInput = z.strictObject({ project: ProjectSlug, threadId: ThreadId })
/** One thread with what was written, and what an answer may become. */
export const ThreadOne = z.strictObject({
  row: ThreadRow,
  messages: z.array(Message),
  reason: DecisionReason.nullable(),
  seen: Seen.nullable(),
  task: TaskId.nullable(),
  asset: AssetId.nullable(),
  guidelineVersion: z.int(),
  /** Languages that the guideline has parts in; empty for a guideline of one text. */
  languages: z.array(Language),
  /** Clauses after which another may stand, with the number that it would get. */
  clauses: z.array(z.strictObject({ number: CLAUSE, title: z.string(), next: CLAUSE })),
  /** How many people would see a new version once. */
  readers: z.int(),
  /** Further open questions that ask the same, as far as their words tell. */
  similar: z.int(),
  /** What a new clause meets: tasks that people hold now, and final answers with the label that was asked about. */
  touches: z.strictObject({ held: z.int(), final: z.int() }),
  /** The caller may make it a clause. */
  canWriteClause: z.boolean(),
  askedByMe: z.boolean(),
})
export type ThreadOne = z.infer<typeof ThreadOne>

/** A clause that an answer becomes: its number, what it says in each language, and what it stands after. */
export const NewClause = z.strictObject({
  baseVersion: z.int(),
  after: CLAUSE.nullable(),
  number: CLAUSE.regex(/^\d+(\.\d+)*$/),
  /** `en` where the guideline is one text. */
  texts: z.strictObject({ en: storableText(400), fr: storableText(400) }),
})
/**
 * Answers a thread, and makes the answer a clause of the guideline in the same step. `toSimilar`: whoever else waits with the same
 * question gets the same answer.
 */
export const AnswerInput = z.strictObject({
  project: ProjectSlug,
  ...SAID,
  clause: NewClause.nullable(),
  toSimilar: z.boolean().optional(),
})
/** The version of the guideline that the answer brought, null where it brought none, and how many questions it answered. */
export const AnswerOutput = z.strictObject({ version: z.int().nullable(), answered: z.int() })

/** A note about a task for the owner, or a comment on a picture for everybody who sees it. */
export const RaiseInput = z.strictObject({
  project: ProjectSlug,
  ...SAID,
  kind: z.enum(["question", "comment"]),
  task: TaskId.nullable(),
  asset: AssetId.nullable(),
  spot: Spot,
})
/** Whatever was written about any task of the picture. */
export const PictureInput = z.strictObject({ project: ProjectSlug, asset: AssetId })
/** Threads about one picture with what was written, oldest first; and who reads it when an `@` stands before their name. */
export const PictureThreads = z.strictObject({
  threads: z.array(z.strictObject({ row: ThreadRow, messages: z.array(Message) })),
  canName: z.array(z.string()),
})

/** What was asked about a task, oldest first, for whoever reviews it: no word of who asked. `answer`: what was written last to them. */
export const TaskQuestions = z.strictObject({
  questions: z.array(
    z.strictObject({
      threadId: ThreadId,
      state: ThreadState,
      mine: z.boolean(),
      text: z.string(),
      answer: z.string().nullable(),
    }),
  ),
})
/** Names whichever task somebody decides about. */
export const TaskInput = z.strictObject({ project: ProjectSlug, task: TaskId })

/** One notice: what it is about, where it leads, and how often it happened since it was last seen. */
export const Notice = z.strictObject({
  id: z.int(),
  kind: NoticeKind,
  project: ProjectSlug.nullable(),
  projectName: z.string(),
  detail: NoticeDetail,
  times: z.int(),
  atMs: Millis,
  seen: z.boolean(),
})
export type Notice = z.infer<typeof Notice>
/** A page of the reader's notices, newest first. */
export const InboxInput = z.strictObject({ cursor: Cursor, limit: Limit })
/** A page of notices; `unseen` of all of them are new. */
export const InboxPage = z.strictObject({ notices: z.array(Notice), next: Cursor, unseen: z.int() })
/** Says which notices were seen; null for all of them. */
export const SeenInput = z.strictObject({ ids: z.array(z.int()).max(200).nullable() })
/** What is new in the inbox, and how many questions wait in the projects in which the reader answers. */
export const Unseen = z.strictObject({
  unseen: z.int(),
  waiting: z.array(z.strictObject({ project: ProjectSlug, count: z.int() })),
})
