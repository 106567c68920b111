import { z } from "zod"
import type { Region } from "./annotation.ts"
import { Box, Point } from "./geometry.ts"
import { boundsOfShape } from "./shapes/list.ts"
import { storableText } from "./text.ts"

/**
 * What a thread is. `question`: somebody who labels asks, or a reviewer does; `comment`: owners and reviewers among themselves;
 * `send_back`: a reviewer gives an answer back; `disagreement`: its author does not agree with what became of it.
 */
export const ThreadKind = z.enum(["question", "comment", "send_back", "disagreement"])
export type ThreadKind = z.infer<typeof ThreadKind>

/** Where a thread stands. `open`: somebody waits; `answered`: until whoever asked says that it is clear; `resolved`: ended otherwise. */
export const ThreadState = z.enum(["open", "answered", "clear", "resolved"])
export type ThreadState = z.infer<typeof ThreadState>

/** As what somebody wrote: a role, since names are told to nobody who must not read them. */
export const WriterRole = z.enum(["annotator", "reviewer", "owner"])
export type WriterRole = z.infer<typeof WriterRole>

/** Id of a thread, made by whoever opens it before it is sent. UUID. */
export const ThreadId = z.uuid().brand<"ThreadId">()
export type ThreadId = z.infer<typeof ThreadId>
/** Id of a message, made by its writer before it is sent: sent again it is stored once. UUID. */
export const MessageId = z.uuid().brand<"MessageId">()
export type MessageId = z.infer<typeof MessageId>

/** A region as it was when somebody wrote about it: its bounds in image pixels, its label and what was written in it. */
const SpotRegion = z.strictObject({ label: z.string().max(80), text: storableText(2_000).nullable(), box: Box })
type SpotRegion = z.infer<typeof SpotRegion>

/** Where in the picture, in image pixels (I1): a point, a region, or what is to be looked at; nothing of it for the whole picture. */
export const Spot = z.strictObject({ point: Point.nullable(), region: SpotRegion.nullable(), place: Box.nullable() })
export type Spot = z.infer<typeof Spot>

/**
 * What the reviewer saw at a place: that person's answer, and what the answers of all come to; null for nothing there. At a tie they
 * come to nothing, and nothing was proposed.
 */
export const Seen = z.strictObject({
  mine: SpotRegion.nullable(),
  proposed: SpotRegion.nullable(),
  tie: z.literal(true).optional(),
})
export type Seen = z.infer<typeof Seen>

const MOST_WRITTEN = 4_000
/** What somebody writes: something, and not more than a page. */
export const Written = storableText(MOST_WRITTEN).refine((text) => text.trim() !== "", "empty_text")

/** A region as it is now, for whoever writes about it. */
export function toSpotRegion(region: Region): SpotRegion {
  const { label, transcript } = region
  return { label, text: transcript?.value.slice(0, 2_000) ?? null, box: boundsOfShape(region.geometry) }
}
