import { z } from "zod"
import { AnnotationBody } from "../annotation.ts"
import { Size } from "../geometry.ts"
import { AssetId, LabelId, ProjectSlug, Sha256, TaskId } from "../ids.ts"
import { RowCells } from "../kinds/about.ts"
import { ASSET_KINDS } from "../kinds/assets.ts"
import { Ontology } from "../ontology.ts"
import { ResolvedBy, TaskState } from "../project.ts"
import { RegionProvenance, TaskAgreement } from "../review.ts"
import { storableText } from "../text.ts"
import { Cursor, Limit, Media, Millis } from "./common.ts"

/** A word or a few on a picture. */
const TagName = storableText(60).regex(/^\S(?:.*\S)?$/u)

const Count = z.int().min(0).max(1_000_000_000)
const Ratio = z.number().min(0).max(1)
/** From and to, both in it; null leaves an end open. */
const countSpan = z.strictObject({ from: Count.nullable(), to: Count.nullable() })
const ratioSpan = z.strictObject({ from: Ratio.nullable(), to: Ratio.nullable() })

/**
 * What a grid is narrowed to. A picture's state: `not_read`: it came in but could not be read; `worked_on`: leased right
 * now; `deleted`: kept 30 days, and in no list that does not ask for it. What is absent narrows nothing.
 */
export const AssetFilter = z.strictObject({
  /** File name, text of the kept answer, tag, or number. */
  search: storableText(200),
  states: z.array(z.enum([...TaskState.options, "worked_on", "not_read", "deleted"])).max(8),
  labels: z.array(LabelId).max(100),
  tags: z.array(TagName).max(100).optional(),
  /** Regions of a settled answer. */
  regions: countSpan.optional(),
  /** How far people agree, in [0, 1]: F1 of boxes at half overlap, else one less the share of signs that differ. */
  agreement: ratioSpan.optional(),
  /** Answered, or held now, by this person, or by somebody of this group. */
  person: z.int().optional(),
  group: z.int().optional(),
  import: z.int().optional(),
  proposal: z.boolean().optional(),
  /** How sure a prediction set is of the picture, in [0, 1]. */
  prediction: ratioSpan.extend({ set: z.int() }).optional(),
  /** Held by this frozen version. */
  version: z.int().optional(),
  /** What they are to whoever works on them: any of these. */
  media: z.array(z.enum(ASSET_KINDS)).max(ASSET_KINDS.length).optional(),
  /** Longest side in pixels. */
  side: countSpan.optional(),
  /** The same bytes as this picture. */
  twinOf: AssetId.optional(),
  /** A page of this document. */
  document: storableText(500).optional(),
})
export type AssetFilter = z.infer<typeof AssetFilter>
/** Which pictures to list, how they are sorted, one page at a time. */
export const AssetListInput = z.strictObject({
  project: ProjectSlug,
  filter: AssetFilter,
  sort: z.enum(["newest", "name", "number"]),
  /** `end`: the list is read from its last picture backwards. */
  from: z.enum(["start", "end"]).optional(),
  cursor: Cursor,
  limit: Limit,
})
/** One picture as the grid shows it: thumbnail, status and what waits. */
export const AssetTile = z.strictObject({
  asset: AssetId,
  name: z.string(),
  state: TaskState,
  size: Size.nullable(),
  /** Of a recording; its thumbnail shows its wave. */
  sound: z.strictObject({ durationMs: z.int() }).optional(),
  /** Of a video; its thumbnail shows a moment of it, or its name. */
  video: z.strictObject({ durationMs: z.int() }).optional(),
  /** Of a text; its thumbnail shows its first lines. */
  text: z.strictObject({ words: z.int(), begins: z.string() }).optional(),
  thumbnail: z.string(),
  /** A large rendering, for a closer look; empty like `thumbnail` where there is none. */
  preview: z.string(),
  workedOn: z.boolean(),
  /** Answers still awaited. */
  waitsFor: z.int(),
  differences: z.int(),
  priority: z.int(),
  reservedFor: z.string().nullable(),
  /** Small boxes to draw over the thumbnail, at most 60: x, y, width, height in image pixels and the label. */
  boxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number(), LabelId])).max(60),
  regions: z.int(),
  nothingHere: z.boolean(),
  /** Why it was not read; null for readable ones. */
  problem: z.string().nullable(),
  tags: z.array(z.string()),
  /** Regions that a model proposes, where nothing is settled yet; they are `boxes` then. */
  proposals: z.int(),
  document: z.strictObject({ name: z.string(), page: z.int() }).nullable(),
  deletedAtMs: Millis.nullable(),
})
export type AssetTile = z.infer<typeof AssetTile>
/**
 * A page of the grid; `next` is null on the last. `total` counts the filter, `all` the project: the first page anew, one that
 * follows as it was at most two seconds ago.
 */
export const AssetPage = z.strictObject({
  tiles: z.array(AssetTile),
  next: Cursor,
  total: z.int(),
  all: z.int(),
  /**
   * How many match whatever their state: a picture whose tasks stand differently is one here, and in each of their states below. Of the
   * first page; a further one does not count them.
   */
  matching: z.int(),
  byState: z.record(z.string(), z.int()),
})

/** Which pictures an act is for: named ones, or all that match a filter. */
export const Selection = z.union([
  z.strictObject({ assets: z.array(AssetId).min(1).max(10_000) }),
  z.strictObject({ filter: AssetFilter }),
])
/** What can be done with pictures of a project, told apart by `act`. */
export const AssetAct = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("exclude") }),
  z.strictObject({ act: z.literal("include") }),
  z.strictObject({ act: z.literal("reopen") }),
  z.strictObject({ act: z.literal("put_first") }),
  z.strictObject({ act: z.literal("put_last") }),
  z.strictObject({ act: z.literal("reserve"), person: z.int().nullable(), group: z.int().nullable() }),
  z.strictObject({ act: z.literal("overlap"), overlap: z.int().min(1).max(20) }),
  z.strictObject({ act: z.literal("send_to_review") }),
  z.strictObject({ act: z.literal("tag"), tags: z.array(TagName).min(1).max(20) }),
  z.strictObject({ act: z.literal("untag"), tags: z.array(TagName).min(1).max(100) }),
  /** Makes them the pages of one document: in the order of the selection, or by name where it is a filter. */
  z.strictObject({ act: z.literal("group"), name: storableText(300).refine((text) => text.trim() !== "") }),
  z.strictObject({ act: z.literal("ungroup") }),
  /** People begin with what this prediction set found; null: with nothing. */
  z.strictObject({ act: z.literal("propose"), set: z.int().positive().nullable() }),
  /** Kept 30 days, then gone for good unless a frozen version holds them. */
  z.strictObject({ act: z.literal("delete") }),
  z.strictObject({ act: z.literal("restore") }),
])
export type AssetAct = z.infer<typeof AssetAct>
/** What acts are called. */
const ACTS = AssetAct.options.map((one) => one.shape.act.value)
/** An act on the selected pictures of a project. */
export const AssetActInput = z.strictObject({ project: ProjectSlug, selection: Selection, act: AssetAct })
/** `undo` takes the whole act back; `inHand` are being worked on and finished first. `job`: many, done one after the other. */
export const AssetActDone = z.strictObject({
  changed: z.int(),
  inHand: z.int(),
  undo: z.int(),
  job: z.int().nullable(),
})
/** Takes one whole act back, by the number that the act answered with. */
export const AssetUndo = z.strictObject({ project: ProjectSlug, undo: z.int() })
/** The act was taken back; where it met many pictures, `job` does it and is null otherwise. */
export const AssetUndone = z.strictObject({ done: z.literal(true), job: z.int().nullable() })

/** A long act, or one that is taken back. */
export const LongAct = z.strictObject({
  job: z.int(),
  undo: z.int(),
  act: z.enum(ACTS),
  takesBack: z.boolean(),
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  /** Pictures it has been through, of all. */
  done: z.int(),
  total: z.int(),
  msLeft: z.int().nullable(),
  changed: z.int(),
  inHand: z.int(),
  endedAtMs: Millis.nullable(),
  error: z.string().nullable(),
  /** Whether what it did can be taken back. */
  undoable: z.boolean(),
})
export type LongAct = z.infer<typeof LongAct>
/** Those that wait or run, oldest first, and the last one that ended within an hour. */
export const LongActs = z.strictObject({ acts: z.array(LongAct) })

/** What an act would meet, said before it acts. */
export const AssetWeigh = z.strictObject({ project: ProjectSlug, selection: Selection })
/** How many pictures an act would meet, and in which states. */
export const AssetWeighed = z.strictObject({
  pictures: z.int(),
  /** Held by somebody right now: they finish first. */
  inHand: z.int(),
  byState: z.record(z.string(), z.int()),
  /** Held by a frozen version, which keeps them whatever happens. */
  frozen: z.int(),
  tags: z.array(z.strictObject({ tag: z.string(), pictures: z.int() })),
})
export type AssetWeighed = z.infer<typeof AssetWeighed>

/** The project's tags with the number of pictures that bear each. */
export const TagList = z.strictObject({ tags: z.array(z.strictObject({ tag: z.string(), pictures: z.int() })) })

/** What a view remembers: the grid as it was. */
export const ViewBody = z.strictObject({
  filter: AssetFilter,
  sort: z.enum(["newest", "name", "number"]),
  size: z.enum(["large", "medium", "small", "table"]),
})
export type ViewBody = z.infer<typeof ViewBody>
/** Views belong to the project: whoever sees its pictures sees them. One of the same name is replaced. */
export const ViewSave = z.strictObject({
  project: ProjectSlug,
  name: storableText(80).refine((text) => text.trim() !== ""),
  view: ViewBody,
})
/** One saved filter and sorting of the grid, with who made it. */
export const ViewRow = z.strictObject({
  id: z.int(),
  name: z.string(),
  by: z.string(),
  madeAtMs: Millis,
  view: ViewBody,
  /** Whether the caller may remove it: its maker and owners may. */
  mine: z.boolean(),
})
export type ViewRow = z.infer<typeof ViewRow>
/** The saved views of a project, everybody's. */
export const ViewList = z.strictObject({ views: z.array(ViewRow) })
/** The number of the view that was just saved. */
export const ViewSaved = z.strictObject({ id: z.int() })
/** Removes a saved view for everybody; its maker and owners may. */
export const ViewRemove = z.strictObject({ project: ProjectSlug, id: z.int() })

/** Pictures and labels of a selection as one zip, streamed as it is drawn. */
export const AssetDownload = z.strictObject({
  project: ProjectSlug,
  selection: Selection,
  pictures: z.boolean(),
  labels: z.boolean(),
})
/** An address for an hour; asked for again it begins again. */
export const AssetDownloadReady = z.strictObject({ href: z.string(), file: z.string(), pictures: z.int() })

/** Names one picture of a project. */
export const AssetGet = z.strictObject({ project: ProjectSlug, asset: AssetId })
/** One picture with its tasks, answers and history, as owners see it. */
export const AssetShown = z.strictObject({
  asset: AssetId,
  name: z.string(),
  size: Size.nullable(),
  sha256: Sha256,
  media: Media,
  state: TaskState,
  workedOn: z.boolean(),
  problem: z.string().nullable(),
  answer: AnnotationBody.nullable(),
  settledBy: ResolvedBy.nullable(),
  provenance: z.array(RegionProvenance),
  agreement: TaskAgreement.nullable(),
  people: z.array(
    z.strictObject({
      who: z.string(),
      body: AnnotationBody,
      sentAtMs: Millis,
      revision: z.int(),
      counted: z.boolean(),
    }),
  ),
  history: z.array(
    z.strictObject({
      atMs: Millis,
      what: z.string(),
      who: z.string(),
      detail: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
  ontology: Ontology,
  previous: AssetId.nullable(),
  next: AssetId.nullable(),
})
export type AssetShown = z.infer<typeof AssetShown>

// Tasks that are about no picture, as their owner sees them: rows of a table, or a form about nothing.

/** Which rows are listed: in a state, with a text in a cell or an answer. */
export const RowsInput = z.strictObject({
  project: ProjectSlug,
  state: TaskState.nullable(),
  search: storableText(200),
  cursor: Cursor,
  limit: Limit,
})
/** A task without a picture as a list of them shows it: its cells, how it stands, and its final answer. */
export const Row = z.strictObject({
  task: TaskId,
  /** Empty of a form about nothing, and of a row that was erased. */
  cells: RowCells,
  erased: z.boolean(),
  state: TaskState,
  settledBy: ResolvedBy.nullable(),
  answer: AnnotationBody.nullable(),
  differences: z.int(),
  overlap: z.int(),
  submitted: z.int(),
})
export type Row = z.infer<typeof Row>
/** A page of rows, the columns of those on it, and how many there are in all. */
export const RowsPage = z.strictObject({ rows: z.array(Row), next: z.string().nullable(), total: z.int() })

const SomeRows = { project: ProjectSlug, tasks: z.array(TaskId).min(1).max(1_000) }
/** Takes rows out of the queue, or back into it. */
export const RowsExclude = z.strictObject({ ...SomeRows, excluded: z.boolean() })
/** Empties rows and what was answered about them, for good. */
export const RowsErase = z.strictObject(SomeRows)
/** How many it did, and how many stayed as they were: those that a version holds are never emptied. */
export const RowsDone = z.strictObject({ done: z.int(), kept: z.int() })

/** A row as programs send it: texts, or what is written as one, by the names of its columns. */
const SentRow = z.record(storableText(200), z.union([storableText(20_000), z.number(), z.boolean(), z.null()]))
/** Adds rows; one that says what another here says is not added again. */
export const RowsAdd = z.strictObject({ rows: z.array(SentRow).min(1).max(1_000) })
/** How many tasks were made, and how many rows were there already or said nothing. */
export const RowsAdded = z.strictObject({ added: z.int(), twice: z.int(), empty: z.int() })
