import { z } from "zod"
import { WorkRegion } from "../annotation.ts"
import { ErrorCode } from "../errors.ts"
import { Size } from "../geometry.ts"
import { AssignmentId, LabelId, ProjectSlug } from "../ids.ts"
import { Ontology } from "../ontology.ts"
import { storableText } from "../text.ts"
import { Media, Millis } from "../wire/common.ts"

/** How a model is talked to: by the Label Studio machine-learning protocol, or not at all, since the studio itself reads pages. */
export const ModelKind = z.enum(["label-studio", "reading"])
export type ModelKind = z.infer<typeof ModelKind>

/** When people meet what a model proposes: once they ask, as soon as the task opens (it was asked ahead), or never. */
export const ModelShown = z.enum(["asking", "ahead", "hidden"])
export type ModelShown = z.infer<typeof ModelShown>

/** How a picture reaches a model: it fetches it from an address that is good for minutes, or gets the bytes with the question. */
export const ModelSends = z.enum(["address", "bytes"])
export type ModelSends = z.infer<typeof ModelSends>

/** Where a model is served; no user and no password in it. */
export const ModelAddress = storableText(300).regex(/^https?:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/i)

/** The project's label for a word of a model; null where it is left out. */
const ModelWords = z.record(storableText(200), LabelId.nullable())

/** A test call: of the server at an address, about one picture of the project drawn by lot. Nothing of it is stored. */
export const ModelTry = z.strictObject({
  project: ProjectSlug,
  address: ModelAddress,
  sends: ModelSends,
  words: ModelWords,
})

const Failure = z.strictObject({ code: ErrorCode, detail: z.record(z.string(), z.union([z.string(), z.number()])) })

/** One call of a test: what was sent and what came back, cut where it is long. */
const ModelCall = z.strictObject({
  what: z.enum(["health", "setup", "predict"]),
  tookMs: z.int(),
  sent: z.string(),
  received: z.string(),
})
export type ModelCall = z.infer<typeof ModelCall>

/** What came of a test call. */
export const ModelTried = z.strictObject({
  calls: z.array(ModelCall),
  /** Why it ended before a prediction came; null where one came. */
  failure: Failure.nullable(),
  version: z.string(),
  /** What it proposes on the picture, by the words as they stand. */
  regions: z.array(WorkRegion),
  words: z.array(z.strictObject({ word: z.string(), count: z.int(), label: LabelId.nullable() })),
  unusable: z.int(),
  picture: z.strictObject({ name: z.string(), size: Size, media: Media }).nullable(),
  ontology: Ontology,
})
export type ModelTried = z.infer<typeof ModelTried>

/** Takes a model into a project: it answers on asking. */
export const ModelConnect = z.strictObject({ ...ModelTry.shape, name: storableText(80).min(1) })

/** Names a model that is asked, by its number within a project. */
export const ModelServerId = z.strictObject({ project: ProjectSlug, server: z.int() })
/** How a model helps from now on; what is left out stays as it is. */
export const ModelChange = z.strictObject({
  ...ModelServerId.shape,
  shown: ModelShown.optional(),
  sends: ModelSends.optional(),
  words: ModelWords.optional(),
  learns: z.boolean().optional(),
})

/** How many final pictures a model is asked about, to say how good it is. */
export const ModelCompared = z.strictObject({ pictures: z.int() })

/** A model that is asked, and how it stands. */
export const ModelServer = z.strictObject({
  id: z.int(),
  kind: ModelKind,
  name: z.string(),
  address: z.string(),
  sends: ModelSends,
  shown: ModelShown,
  words: ModelWords,
  learns: z.boolean(),
  version: z.string(),
  /** The set of predictions that this version fills; what it gains and costs is told of that. */
  set: z.int(),
  /** How long its last answer took. */
  tookMs: z.int().nullable(),
  answeredAtMs: Millis.nullable(),
  /** Why and since when it does not answer, and when it is asked again; null while it answers. */
  away: z.strictObject({ sinceMs: Millis, nextTryMs: Millis, failure: Failure }).nullable(),
  /** How far asking ahead is, or asking about `final` pictures; null while none of it waits or runs. */
  filling: z.strictObject({ done: z.int(), total: z.int(), final: z.boolean() }).nullable(),
})
export type ModelServer = z.infer<typeof ModelServer>
/**
 * Models of a project that are asked. `without`: share of the tasks that are done without; `parts`: what answers consist of; `takes`:
 * whether models may propose such answers.
 */
export const ModelServers = z.strictObject({
  servers: z.array(ModelServer),
  without: z.number(),
  parts: z.enum(["placed", "whole", "span"]),
  takes: z.boolean(),
})

/** Asks the project's model about a task in hand. */
export const ProposeInput = z.strictObject({ assignmentId: AssignmentId })
/**
 * What a model proposes for a task: regions, and who says so. Without any, `why`: the lot says that this task is done without (`lot`),
 * it found nothing (`nothing`), or no model may be asked here (`none`).
 */
export const Proposed = z.strictObject({
  regions: z.array(WorkRegion),
  model: z.string().nullable(),
  why: z.enum(["lot", "nothing", "none"]).nullable(),
})
