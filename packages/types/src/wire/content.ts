import { z } from "zod"
import { ContentClass, ContentReports, ReportedClass } from "../content/classes.ts"
import { ProjectSlug } from "../ids.ts"
import { storableText } from "../text.ts"
import { Millis } from "./common.ts"

/** What pictures may hold, as members read it, and what the reader said yes to. */
export const ContentShown = z.strictObject({
  asked: z.array(ContentClass),
  /** What `other` means here, in the owner's words; empty where it is not declared. */
  other: z.string(),
  yes: z.array(ContentClass),
  /** Reports stopped the project until its owner answers. */
  stopped: z.boolean(),
})

/** What people reported of the pictures of a project that was not declared, for its owner. */
export const ContentOpen = z.strictObject({
  reports: ContentReports,
  /** What was reported, in the reporters' words, newest first; no name is on it. */
  notes: z.array(z.strictObject({ class: ReportedClass, note: z.string(), atMs: Millis })),
})
/** An owner's answer to the reports of a class: it is declared from now on, or the pictures do not hold it. */
export const ContentAnswer = z.strictObject({
  project: ProjectSlug,
  class: ReportedClass,
  answer: z.enum(["declared", "not_so"]),
  /** What `other` means, where that is declared for the first time. */
  other: storableText(400),
})

/** The classes that somebody says yes to in a project, all of them: one that is left out is taken back, with what is held. */
export const ContentYes = z.strictObject({
  project: ProjectSlug,
  yes: z.array(ContentClass).max(ContentClass.options.length),
})
