import { z } from "zod"
import { storableText } from "../text.ts"

/** What pictures may hold that nobody has to look at who did not say yes to it. */
export const ContentClass = z.enum(["medical", "nudity", "violence", "hate", "other"])
export type ContentClass = z.infer<typeof ContentClass>

/** What nobody is given here, whoever would say yes to it. */
export const REFUSED_CONTENT = "minors_in_distress"
type RefusedContent = typeof REFUSED_CONTENT

/** What somebody may say that a picture holds: a class, or what is refused. */
export const ReportedClass = z.enum([...ContentClass.options, REFUSED_CONTENT])
export type ReportedClass = z.infer<typeof ReportedClass>

/**
 * What an owner declares that pictures may hold; `other` is said in a sentence. What is refused can be named, so that the refusal can
 * be told from a slip of the pen.
 */
export const DeclaredContent = z
  .strictObject({ classes: z.array(ReportedClass).max(ReportedClass.options.length), other: storableText(400) })
  .refine(({ classes }) => !classes.includes(REFUSED_CONTENT), REFUSED_CONTENT)
  .refine(({ classes, other }) => !classes.includes("other") || other.trim() !== "", "other_unsaid")
export type DeclaredContent = z.infer<typeof DeclaredContent>

/** How many people said that pictures hold a class that was not declared, while nobody answered them. */
export const ContentReports = z.array(z.strictObject({ class: ReportedClass, people: z.int().positive() }))
export type ContentReports = z.infer<typeof ContentReports>

/** Whether somebody can be asked about it; of what is refused nobody is. */
export const isContentClass = (one: ReportedClass): one is Exclude<ReportedClass, RefusedContent> =>
  one !== REFUSED_CONTENT
